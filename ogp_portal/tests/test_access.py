"""Who may open what: every address, for everybody, published and not.

Dee has no account, Eli one without a role, Chi sits on the panel; Bea edits for one agency, Bo approves and
Ben edits for the other; Ana coordinates; Olga operates the portal and has no part in its plans.

`in` is the way to the sign-in, `go` another page. One word stands for everybody.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import resolve

from plans.models import User

from .hidden import CANARY, STRANGER, sow_everywhere
from .watching import OF_THE_SESSION, writing
from .world import EVERYBODY, is_public, routes, text_of

MISSING = "zqxnobody"  # as long as the other name

PAGES = """
/                                                      200
/about/                                                200
/accessibility/                                        200
/calendar/                                             200
/calendar.ics                                          200
/contact/                                              200
/data/                                                 200
/licence/                                              200
/privacy/                                              200
/livez                                                 200
/readyz                                                200

/plans/                                                200
/plans/example/                                        200
/plans/nz-2014-16/                                     200
/plans/nz-2014-16/commitments/1.1/                     200
/plans/nz-2016-18/                                     200
/plans/{hidden}/                                       404
/plans/never/                                          404
/plans/example/changes/                                200
/plans/{hidden}/changes/                               404
/plans/never/changes/                                  404
/plans/example/timeline/                               404
/plans/{hidden}/timeline/                              404
/plans/never/timeline/                                 404
/plans/example/drafts/1/                               404
/plans/{hidden}/drafts/1/                              404
/plans/example/commitments/1/                          200
/plans/example/commitments/99/                         404
/plans/example/commitments/98/                         404
/plans/{hidden}/commitments/99/                        404
/plans/example/commitments/1/quarter-3/                200
/plans/example/commitments/1/quarter-4/                404
/plans/example/commitments/2/quarter-4/                404
/plans/example/commitments/3/quarter-4/                404
/plans/example/commitments/1/never/                    404
/plans/example/commitments/99/quarter-3/               404
/plans/{hidden}/commitments/99/{hidden}/               404
/agencies/                                             200
/agencies/office-for-open-data/                        200
/agencies/{hidden}/                                    404
/agencies/never/                                       404
/work-elsewhere/                                       200
/work-elsewhere/{hidden}/                              404
/work-elsewhere/never/                                 404
/reports/                                              200
/reports/nz-2014-16-mid-term/                          200
/reports/example-mid-term/                             404
/reports/{hidden}/                                     404
/reports/{hidden}-2/                                   404
/reports/never/                                        404
/reports/nz-2014-16-mid-term.json                      200
/reports/example-mid-term.json                         404
/reports/{hidden}.json                                 404
/reports/{hidden}-2.json                               404
/consultations/                                        200
/consultations/example-next/                           200
/consultations/example-ideas/                          200
/consultations/nz-2016-stage-2/                        200
/consultations/{hidden}/                               404
/consultations/never/                                  404
/consultations/example-next/take-part/                 200
/consultations/example-ideas/take-part/                200
/consultations/{hidden}/take-part/                     404
/consultations/example-next/take-part/never/           404
/consultations/{hidden}/take-part/{hidden}/            404
/consultations/example-next/receipts/never/            404
/consultations/{hidden}/receipts/{hidden}/             404
/consultations/example-next/receipts/never/correct/    404
/consultations/{hidden}/receipts/{hidden}/correct/     404
/consultations/example-next/receipts/never/withdraw/   404
/consultations/{hidden}/receipts/{hidden}/withdraw/    404
/consultations/example-next/receipts/never/data/       404
/consultations/{hidden}/receipts/{hidden}/data/        404
/consultations/example-next/receipts/never/data.json   404
/consultations/{hidden}/receipts/{hidden}/data.json    404
/consultations/example-next/receipts/never/data.txt    404
/consultations/{hidden}/receipts/{hidden}/data.txt     404
/consultations/example-next/receipts/never/erase/      404
/consultations/{hidden}/receipts/{hidden}/erase/       404
/consultations/example-next/receipts/never/files/1/    404
/consultations/{hidden}/receipts/{hidden}/files/1/     404
/consultations/example-ideas/groups/1/                 404
/consultations/example-dates/groups/1/                 404
/consultations/{hidden}/groups/1/                      404
/consultations/example-next/ideas/                     200
/consultations/example-ideas/ideas/                    404
/consultations/{hidden}/ideas/                         404
/consultations/example-next/ideas/1/                   200
/consultations/example-next/ideas/99/                  404
/consultations/{hidden}/ideas/1/                       404
/consultations/example-next/ideas/1/voice/             200
/consultations/{hidden}/ideas/1/voice/                 404
/consultations/example-next/ideas/1/voices/never/      404
/consultations/{hidden}/ideas/1/voices/{hidden}/       404
/consultations/example-next/ideas/themes/public-counters/ 200
/consultations/example-next/ideas/themes/{hidden}/     404
/consultations/{hidden}/ideas/themes/{hidden}/         404
/consultations/example-next/proposals/{hidden}/        404
/consultations/example-next/proposals/open-counters/ 404
/consultations/{hidden}/proposals/{hidden}/            404
/consultations/example-next/drafting/never/            404
/consultations/example-next/drafting/{hidden}/         404
/consultations/{hidden}/drafting/{hidden}/             404
/consultations/example-ideas/submissions/              200
/consultations/example-dates/submissions/              404
/consultations/{hidden}/submissions/                   404
/consultations/example-ideas/submissions/1/            200
/consultations/example-ideas/submissions/6/            404
/consultations/example-ideas/submissions/7/            404
/consultations/example-dates/submissions/1/            404
/consultations/{hidden}/submissions/1/                 404
/consultations/example-ideas/responses/                200
/consultations/example-dates/responses/                404
/consultations/{hidden}/responses/                     404
/consultations/example-ideas/responses/answers/        200
/consultations/example-ideas/responses/{hidden}/       404
/consultations/example-dates/responses/{hidden}/       404
/consultations/{hidden}/responses/{hidden}/            404
/consultations/{hidden}-2/responses/{hidden}/          404
/consultations/example-ideas/responses/commitments/1/  200
/consultations/example-ideas/responses/commitments/99/ 404
/consultations/example-dates/responses/commitments/1/  404
/consultations/{hidden}-2/responses/commitments/99/    404
/consultations/{hidden}-2/                             404
/consultations/{hidden}-2/take-part/                   404
/consultations/{hidden}-2/responses/                   404
/forum/                                                200
/forum/expert-advisory-panel/                          200
/forum/{hidden}/                                       404
/forum/{hidden}-2/                                     404
/forum/never/                                          404
/data/plan-document.schema.json                        200
/data/plans/example.json                               200
/data/plans/{hidden}.json                              404
/data/plans/never.json                                 404
/preview/never/                                        404
/preview/{hidden}/                                     404
/preview/consultations/never/                          404
/preview/consultations/{hidden}/                       404
/preview/consultations/never/{hidden}-paper/           404
/preview/consultations/{hidden}/{hidden}-paper/        404
/calendar/never.ics                                    404
/calendar/{hidden}.ics                                 404
/files/never/a.pdf                                     404
/files/{hidden}/{hidden}.pdf                           404
/files/{hidden}-paper/{hidden}.pdf                     404
/files/{hidden}-2-paper/{hidden}.pdf                   404
"""

API = """
/api/v1/                                               200
/api/docs/                                             200
/api/v1/schema/                                        200
/api/v1/never/                                         404
/api/v1/plans/                                         200
/api/v1/plans/example/                                 200
/api/v1/plans/{hidden}/                                404
/api/v1/plans/never/                                   404
/api/v1/periods/                                       200
/api/v1/periods/example/quarter-4/                     200
/api/v1/periods/{hidden}/{hidden}/                     404
/api/v1/amendments/                                    200
/api/v1/amendments/example/amendment-1/                200
/api/v1/amendments/example/{hidden}/                   404
/api/v1/amendments/{hidden}/{hidden}/                  404
/api/v1/agencies/                                      200
/api/v1/agencies/office-for-open-data/                 200
/api/v1/agencies/{hidden}/                             404
/api/v1/commitments/                                   200
/api/v1/commitments/example/1/                         200
/api/v1/commitments/example/99/                        404
/api/v1/commitments/{hidden}/99/                       404
/api/v1/milestones/                                    200
/api/v1/milestones/example/1/1/                        200
/api/v1/milestones/example/1/99/                       404
/api/v1/milestones/{hidden}/99/1/                      404
/api/v1/stage-updates/                                 200
/api/v1/stage-updates/example/1/1/1/                   200
/api/v1/stage-updates/example/1/1/99/                  404
/api/v1/stage-updates/{hidden}/99/1/1/                 404
/api/v1/progress-reports/                              200
/api/v1/progress-reports/example/1/quarter-3/          200
/api/v1/progress-reports/example/1/quarter-4/          404
/api/v1/progress-reports/{hidden}/99/{hidden}/         404
/api/v1/reports/                                       200
/api/v1/reports/nz-2014-16-mid-term/                   200
/api/v1/reports/example-mid-term/                      404
/api/v1/reports/{hidden}/                              404
/api/v1/consultations/                                 200
/api/v1/consultations/example-next/                    200
/api/v1/consultations/{hidden}/                        404
/api/v1/submissions/                                   200
/api/v1/submissions/example-ideas/1/                   200
/api/v1/submissions/example-dates/1/                   404
/api/v1/submissions/example-ideas/7/                   404
/api/v1/submissions/{hidden}-2/1/                      404
/api/v1/submissions/{hidden}/1/                        404
/api/v1/themes/                                        200
/api/v1/themes/example-ideas/answers/                  200
/api/v1/themes/{hidden}/{hidden}/                      404
/api/v1/ideas/                                         200
/api/v1/ideas/example-next/1/                          200
/api/v1/ideas/example-next/99/                         404
/api/v1/ideas/{hidden}/1/                              404
/api/v1/proposals/                                     200
/api/v1/proposals/example-next/open-counters/          404
/api/v1/proposals/{hidden}/{hidden}/                   404
/api/v1/forums/                                        200
/api/v1/forums/expert-advisory-panel/                  200
/api/v1/forums/{hidden}/                               404
/api/v1/meetings/                                      200
/api/v1/meetings/example/panel-start/                  200
/api/v1/meetings/example/{hidden}/                     404
/api/v1/outreach/                                      200
/api/v1/outreach/example/letters/                      200
/api/v1/outreach/example/{hidden}/                     404
/api/v1/work-elsewhere/                                200
/api/v1/work-elsewhere/{hidden}/                       404
"""

# In quarter 4 the report on 1 is begun, on 2 sent, on 3 sent back; on 4 Bo is to sign it off.
# Bea's agency leads 2, supports 1 and led 4 until the third quarter; Ben's and Bo's leads 1, 3 and now 4.
WORKSPACE = """
                                                                      Dee Eli Chi Bea Bo  Ben Ana Olga
/workspace/                                                           in  404 200 200 200 200 200 404
/workspace/outbox/                                                    in  404 404 404 404 404 200 404
/workspace/plans/example/                                             in  404 404 200 200 200 200 404
/workspace/plans/nz-2016-18/                                          in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/                                            in  404 404 404 404 404 404 404
/workspace/plans/never/                                               in  404 404 404 404 404 404 404
/workspace/plans/example/periods/quarter-4/                           in  404 404 404 404 404 200 404
/workspace/plans/example/periods/quarter-1/                           in  404 404 404 404 404 200 404
/workspace/plans/example/periods/never/                               in  404 404 404 404 404 404 404
/workspace/plans/{hidden}/periods/{hidden}/                           in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/quarter-4/                     in  404 404 200 200 200 200 404
/workspace/plans/example/commitments/2/quarter-4/                     in  404 404 200 404 404 200 404
/workspace/plans/example/commitments/3/quarter-4/                     in  404 404 404 200 200 200 404
/workspace/plans/example/commitments/4/quarter-4/                     in  404 404 200 200 200 200 404
/workspace/plans/example/commitments/4/quarter-1/                     in  404 404 200 200 200 200 404
/workspace/plans/example/commitments/99/quarter-4/                    in  404 404 404 404 404 404 404
/workspace/plans/{hidden}/commitments/99/{hidden}/                    in  404 404 404 404 404 404 404
/workspace/plans/never/commitments/1/quarter-4/                       in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/quarter-4/nothing/             in  404 404 403 403 200 200 404
/workspace/plans/example/commitments/2/quarter-4/nothing/             in  404 404 go  404 404 go  404
/workspace/plans/{hidden}/commitments/99/{hidden}/nothing/            in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/quarter-4/review/              in  404 404 403 go  403 go  404
/workspace/plans/example/commitments/2/quarter-4/review/              in  404 404 403 404 404 200 404
/workspace/plans/example/commitments/3/quarter-3/review/              in  404 404 404 200 403 200 404
/workspace/plans/{hidden}/commitments/99/{hidden}/review/             in  404 404 404 404 404 404 404
/workspace/plans/example/periods/quarter-4/grid/                      in  404 404 200 403 200 200 404
/workspace/plans/example/periods/quarter-1/grid/                      in  404 404 200 403 200 200 404
/workspace/plans/{hidden}/periods/{hidden}/grid/                      in  404 404 404 404 404 404 404
/workspace/plans/example/periods/quarter-4/workbook/                  in  404 404 200 403 200 200 404
/workspace/plans/example/periods/quarter-4/workbook/rows.xlsx         in  404 404 200 403 200 200 404
/workspace/plans/{hidden}/periods/{hidden}/workbook/                  in  404 404 404 404 404 404 404
/workspace/plans/{hidden}/periods/{hidden}/workbook/rows.xlsx         in  404 404 404 404 404 404 404
/workspace/plans/example/periods/quarter-4/workbook/never/            in  404 404 404 403 404 404 404
/workspace/plans/{hidden}/periods/{hidden}/workbook/{hidden}/         in  404 404 404 404 404 404 404
/workspace/plans/example/several/                                     in  404 404 404 404 404 go  404
/workspace/plans/{hidden}/several/                                    in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/4/quarter-4/review/              in  404 404 403 200 403 200 404
/workspace/plans/example/commitments/1/quarter-3/correct/             in  404 404 403 403 200 200 404
/workspace/plans/example/commitments/2/quarter-3/correct/             in  404 404 200 404 404 200 404
/workspace/plans/{hidden}/commitments/99/{hidden}/correct/            in  404 404 404 404 404 404 404
/workspace/plans/{hidden}/commitments/99/{hidden}/correct/{hidden}/   in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/quarter-3/correct/doing/       in  404 404 403 403 200 200 404
/workspace/plans/example/commitments/1/quarter-3/correct/next/        in  404 404 403 403 200 200 404
/workspace/plans/example/commitments/2/quarter-3/correct/next/        in  404 404 200 404 404 200 404
/workspace/plans/example/commitments/2/quarter-3/correct/milestone-1/ in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/quarter-3/correct/never/       in  404 404 403 403 404 404 404
/workspace/plans/example/commitments/1/quarter-4/presence/            in  405 405 405 405 405 405 405
/workspace/plans/{hidden}/commitments/99/{hidden}/presence/           in  405 405 405 405 405 405 405
/workspace/preview/                                                   in  405 405 405 405 405 405 405
/workspace/plans/example/extract/                                     in  404 200 200 200 200 200 404
/workspace/plans/{hidden}/extract/                                    in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/leads/                         in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/commitments/99/leads/                       in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/history/                       in  404 404 200 200 200 200 404
/workspace/plans/example/commitments/2/history/                       in  404 404 200 404 404 200 404
/workspace/plans/{hidden}/commitments/99/history/                     in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/notes/                         in  404 404 200 200 200 200 404
/workspace/plans/example/commitments/2/notes/                         in  404 404 200 404 404 200 404
/workspace/plans/{hidden}/commitments/99/notes/                       in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/indicators/                    in  404 404 200 200 200 200 404
/workspace/plans/{hidden}/commitments/99/indicators/                  in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/indicators/new/                in  404 404 403 403 403 200 404
/workspace/plans/{hidden}/commitments/99/indicators/new/              in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/indicators/{hidden}/           in  404 404 200 200 200 200 404
/workspace/plans/{hidden}/commitments/99/indicators/{hidden}/         in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/1/indicators/{hidden}/facts/     in  404 404 403 403 403 200 404
/workspace/plans/{hidden}/commitments/99/indicators/{hidden}/facts/   in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/2/indicators/                    in  404 404 200 404 404 200 404
/workspace/plans/example/amendments/                                  in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/                                 in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/amendment-1/                      in  404 404 404 404 404 go  404
/workspace/plans/example/amendments/{hidden}/                         in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/                        in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/{hidden}/publish/                 in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/publish/                in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/{hidden}/commitments/1/           in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/commitments/99/         in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/{hidden}/commitments/1/new/       in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/commitments/99/new/     in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/{hidden}/commitments/1/2/         in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/commitments/99/1/       in  404 404 404 404 404 404 404
/workspace/plans/example/amendments/{hidden}/commitments/1/2/split/   in  404 404 404 404 404 200 404
/workspace/plans/{hidden}/amendments/{hidden}/commitments/99/1/split/ in  404 404 404 404 404 404 404
/workspace/plans/example/commitments/2/indicators/{figure}/withdraw/  in  404 404 403 404 404 200 404
/workspace/plans/example/commitments/1/indicators/{hidden}/withdraw/  in  404 404 404 404 404 404 404
/workspace/plans/{hidden}/commitments/99/indicators/{hidden}/withdraw/ in  404 404 404 404 404 404 404
/workspace/elsewhere/{register}/                                      in  404 404 200 404 404 200 404
/workspace/elsewhere/{register}/withdraw/                             in  404 404 403 404 404 200 404
/workspace/elsewhere/{hidden}/withdraw/                               in  404 404 404 404 404 404 404
/workspace/elsewhere/                                                 in  404 404 200 200 200 200 404
/workspace/elsewhere/new/                                             in  404 404 200 403 200 200 404
/workspace/elsewhere/{hidden}/                                        in  404 404 200 404 404 200 404
/workspace/elsewhere/{hidden}/facts/                                  in  404 404 200 404 404 200 404
/workspace/making/                                                    in  404 404 404 404 404 200 404
/workspace/making/new/                                                in  404 404 404 404 404 200 404
/workspace/making/{hidden}/                                           in  404 404 404 404 404 200 404
/workspace/making/example/                                            in  404 404 404 404 404 200 404
/workspace/making/never/                                              in  404 404 404 404 404 404 404
/workspace/making/{hidden}/facts/                                     in  404 404 404 404 404 200 404
/workspace/making/example/facts/                                      in  404 404 404 404 404 409 404
/workspace/making/{hidden}/publishing/                                in  404 404 404 404 404 go  404
/workspace/making/example/publishing/                                 in  404 404 404 404 404 go  404
/workspace/making/{hidden}/new-section/                               in  404 404 404 404 404 200 404
/workspace/making/{hidden}/sections/{hidden}/                         in  404 404 404 404 404 200 404
/workspace/making/example/sections/never/                             in  404 404 404 404 404 404 404
/workspace/making/{hidden}/new-commitment/                            in  404 404 404 404 404 200 404
/workspace/making/{hidden}/commitments/99/                            in  404 404 404 404 404 200 404
/workspace/making/example/commitments/1/                              in  404 404 404 404 404 409 404
/workspace/making/{hidden}/workbook/                                  in  404 404 404 404 404 200 404
/workspace/making/example/workbook/                                   in  404 404 404 404 404 200 404
/workspace/making/{hidden}/workbook/plan.xlsx                         in  404 404 404 404 404 200 404
/workspace/making/{hidden}/workbook/{hidden}/                         in  404 404 404 404 404 404 404
/workspace/making/{hidden}/timeline/                                  in  404 404 404 404 404 200 404
/workspace/making/example/timeline/                                   in  404 404 404 404 404 200 404
/workspace/making/{hidden}/draft/                                     in  404 404 404 404 404 200 404
/workspace/making/example/draft/                                      in  404 404 404 404 404 200 404
/workspace/making/{hidden}/adopt/                                     in  404 404 404 404 404 200 404
/workspace/making/example/adopt/                                      in  404 404 404 404 404 200 404
/workspace/making/{hidden}/periods/                                   in  404 404 404 404 404 200 404
/workspace/making/example/periods/                                    in  404 404 404 404 404 200 404
/workspace/making/{hidden}/versions/                                  in  404 404 404 404 404 200 404
/workspace/making/example/versions/                                   in  404 404 404 404 404 200 404
/workspace/making/{hidden}/previews/                                  in  404 404 404 404 404 200 404
/workspace/making/example/previews/                                   in  404 404 404 404 404 409 404
/workspace/reminders/                                                 in  404 404 404 404 404 200 404
/workspace/reminders/letter/                                          in  404 404 404 404 404 200 404
/workspace/you/                                                       in  404 200 200 200 200 200 404
/workspace/people/                                                    in  404 404 200 200 200 200 404
/workspace/people/{stranger}/                                         in  404 404 404 404 404 200 404
/workspace/people/{stranger}/roles/1/                                 in  404 404 404 404 404 200 404
/workspace/agencies/                                                  in  404 404 404 404 404 200 404
/workspace/agencies/agency-for-public-records/                        in  404 404 404 404 404 200 404
/workspace/agencies/office-for-open-data/                             in  404 404 404 404 404 200 404
/workspace/agencies/{hidden}/                                         in  404 404 404 404 404 200 404
/workspace/agencies/never/                                            in  404 404 404 404 404 404 404
/workspace/people/00000000-0000-4000-8000-000000000001/               in  404 404 404 404 404 404 404
/workspace/consultations/                                             in  404 404 404 404 404 200 404
/workspace/consultations/new/example/                                 in  404 404 404 404 404 200 404
/workspace/consultations/new/{hidden}/                                in  404 404 404 404 404 404 404
/workspace/consultations/example-next/                                in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/                               in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/                               in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/                                    in  404 404 404 404 404 200 404
/workspace/consultations/never/                                       in  404 404 404 404 404 404 404
/workspace/consultations/example-next/events/                         in  404 404 404 404 404 200 404
/workspace/consultations/example-next/invitations/                    in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/invitations/                        in  404 404 404 404 404 200 404
/workspace/consultations/never/invitations/                           in  404 404 404 404 404 404 404
/workspace/invited/example-next/                                      in  404 go  404 404 404 404 404
/workspace/invited/{hidden}/                                          in  404 200 404 404 404 404 404
/workspace/invited/never/                                             in  404 404 404 404 404 404 404
/workspace/invited/example-next/never/                                in  404 404 404 404 404 404 404
/workspace/invited/{hidden}/{hidden}-paper/                           in  404 404 404 404 404 404 404
/workspace/forums/                                                    in  404 404 404 404 404 200 404
/workspace/forums/new/example/                                        in  404 404 404 404 404 200 404
/workspace/forums/new/{hidden}/                                       in  404 404 404 404 404 404 404
/workspace/forums/expert-advisory-panel/                              in  404 404 404 404 404 200 404
/workspace/forums/nz-expert-advisory-panel/                           in  404 404 404 404 404 200 404
/workspace/forums/{hidden}/                                           in  404 404 404 404 404 200 404
/workspace/forums/never/                                              in  404 404 404 404 404 404 404
/workspace/forums/expert-advisory-panel/seats/                        in  404 404 404 404 404 200 404
/workspace/forums/{hidden}/seats/                                     in  404 404 404 404 404 200 404
/workspace/forums/expert-advisory-panel/meetings/                     in  404 404 404 404 404 200 404
/workspace/forums/{hidden}/meetings/                                  in  404 404 404 404 404 200 404
/workspace/forums/expert-advisory-panel/meetings/panel-amendment/     in  404 404 404 404 404 200 404
/workspace/forums/expert-advisory-panel/meetings/never/               in  404 404 404 404 404 404 404
/workspace/forums/{hidden}/meetings/{hidden}/                         in  404 404 404 404 404 200 404
/workspace/forums/expert-advisory-panel/decisions/                    in  404 404 404 404 404 200 404
/workspace/forums/{hidden}/decisions/                                 in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/events/                             in  404 404 404 404 404 200 404
/workspace/consultations/never/events/                                in  404 404 404 404 404 404 404
/workspace/consultations/example-next/submissions/1/                  in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/1/                 in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/1/                 in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/99/                in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/                      in  404 404 404 404 404 404 404
/workspace/consultations/example-ideas/submissions/1/after/           in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/99/after/          in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/submissions/1/after/           in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/after/                in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}-2/submissions/1/after/              in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/answers/                       in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/answers/                       in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/answers/                            in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/                   in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/                   in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/submissions/                        in  404 404 404 404 404 200 404
/workspace/consultations/never/submissions/                           in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/enter/                         in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/enter/                         in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/enter/                              in  404 404 404 404 404 200 404
/workspace/consultations/never/enter/                                 in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/register/                      in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/register/                      in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/register/                           in  404 404 404 404 404 200 404
/workspace/consultations/never/register/                              in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/register/workbook/             in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/register/workbook/             in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/register/workbook/                  in  404 404 404 404 404 200 404
/workspace/consultations/never/register/workbook/                     in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/alike/                         in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/alike/                         in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/alike/                              in  404 404 404 404 404 200 404
/workspace/consultations/never/alike/                                 in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/register/{hidden}/             in  404 404 404 404 404 404 404
/workspace/consultations/never/register/{hidden}/                     in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/alike/1/                       in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/alike/1/                            in  404 404 404 404 404 404 404
/workspace/consultations/never/alike/1/                               in  404 404 404 404 404 404 404
/workspace/consultations/example-ideas/alike/1/                       in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/doubtful/                      in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/doubtful/                      in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/doubtful/                           in  404 404 404 404 404 200 404
/workspace/consultations/never/doubtful/                              in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/points/                        in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/points/                        in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/points/                             in  404 404 404 404 404 200 404
/workspace/consultations/never/points/                                in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/submissions/1/words/           in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/1/words/           in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/99/words/          in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/words/                in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/submissions/1/document/        in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/1/document/        in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/99/document/       in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/document/             in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/submissions/1/beside/          in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/1/beside/          in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/99/beside/         in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/beside/               in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/submissions/1/sender/          in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/submissions/1/sender/          in  404 404 404 404 404 200 404
/workspace/consultations/example-dates/submissions/99/sender/         in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/submissions/1/sender/               in  404 404 404 404 404 404 404
/workspace/consultations/example-dates/personal/                      in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/personal/                      in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/personal/                           in  404 404 404 404 404 200 404
/workspace/consultations/never/personal/                              in  404 404 404 404 404 404 404
/workspace/views/example-dates/1/office-for-open-data/                in  404 404 200 404 404 404 404
/workspace/views/example-dates/1/agency-for-public-records/           in  404 404 404 404 404 404 404
/workspace/views/example-dates/2/office-for-open-data/                in  404 404 404 404 404 404 404
/workspace/views/{hidden}/1/{hidden}/                                 in  404 404 404 404 404 404 404
/workspace/outreach/example/                                          in  404 404 404 404 404 200 404
/workspace/outreach/example-next-plan/                                in  404 404 404 404 404 200 404
/workspace/outreach/{hidden}/                                         in  404 404 404 404 404 200 404
/workspace/outreach/never/                                            in  404 404 404 404 404 404 404
/workspace/themes/example/                                            in  404 404 404 404 404 200 404
/workspace/themes/{hidden}/                                           in  404 404 404 404 404 404 404
/workspace/themes/never/                                              in  404 404 404 404 404 404 404
/workspace/proposals/                                                 in  404 404 404 200 200 200 404
/workspace/proposals/example-next/open-counters/   in  404 404 404 200 200 200 404
/workspace/proposals/example-next/{hidden}/                           in  404 404 404 404 404 200 404
/workspace/proposals/never/{hidden}/                                  in  404 404 404 404 404 404 404
/workspace/proposals/example-next/open-counters/deciding/ in  404 404 404 404 404 200 404
/workspace/proposals/example-next/{hidden}/deciding/                  in  404 404 404 404 404 200 404
/workspace/consultations/example-next/ideas/                          in  404 404 404 404 404 200 404
/workspace/consultations/example-ideas/ideas/                         in  404 404 404 404 404 404 404
/workspace/consultations/{hidden}/ideas/                              in  404 404 404 404 404 404 404
/workspace/consultations/example-next/voices/                         in  404 404 404 404 404 200 404
/workspace/consultations/{hidden}/voices/                             in  404 404 404 404 404 404 404
/workspace/answer-templates/                                          in  404 404 404 404 404 200 404
/workspace/reports/                                                   in  404 404 404 404 404 200 404
/workspace/reports/example-mid-term/                                  in  404 404 404 404 404 200 404
/workspace/reports/nz-2014-16-mid-term/                               in  404 404 404 404 404 200 404
/workspace/reports/{hidden}/                                          in  404 404 404 404 404 404 404
/workspace/reports/never/                                             in  404 404 404 404 404 404 404
/workspace/reports/example-mid-term/chapters/commitment-1/            in  404 404 404 404 404 200 404
/workspace/reports/example-mid-term/chapters/never/                   in  404 404 404 404 404 404 404
/workspace/reports/{hidden}/chapters/{hidden}/                        in  404 404 404 404 404 404 404
/workspace/reports/example-mid-term/parts/1/                          in  404 404 404 404 404 200 404
/workspace/reports/{hidden}/parts/1/                                  in  404 404 404 404 404 404 404
/workspace/reports/example-mid-term/drafts/1/                         in  404 404 404 404 404 200 404
/workspace/reports/{hidden}/drafts/1/                                 in  404 404 404 404 404 404 404
/workspace/reports/example-mid-term/drafts/1/changes/                 in  404 404 404 404 404 200 404
/workspace/reports/{hidden}/drafts/1/changes/                         in  404 404 404 404 404 404 404
/workspace/reports/example-mid-term/drafts/1/review/                  in  404 404 404 404 404 200 404
/workspace/reports/example-mid-term/drafts/2/review/                  in  404 404 404 404 404 404 404
/workspace/reports/{hidden}/drafts/1/review/                          in  404 404 404 404 404 404 404
/review/                                                              in  404 200 404 404 404 404 404
/review/example-mid-term/1/                                           in  404 200 404 404 404 404 404
/review/example-mid-term/2/                                           in  404 404 404 404 404 404 404
/review/{hidden}/1/                                                   in  404 404 404 404 404 404 404
/review/example-mid-term/1/commitment-1/                              in  404 200 404 404 404 404 404
/review/example-mid-term/1/changes/                                   in  404 404 404 404 404 404 404
/review/{hidden}/1/changes/                                           in  404 404 404 404 404 404 404
/review/example-mid-term/1/never/                                     in  404 404 404 404 404 404 404
/review/{hidden}/1/{hidden}/                                          in  404 404 404 404 404 404 404
"""

# allauth's own: what it shows to whom depends on how they signed in; nobody signs up.
ACCOUNTS = """
                                                           Dee
/accounts/login/                                           200
/accounts/logout/                                          go
/accounts/signup/                                          404
/accounts/inactive/                                        200
/accounts/reauthenticate/                                  in
/accounts/password/change/                                 in
/accounts/password/set/                                    in
/accounts/password/reset/                                  200
/accounts/password/reset/done/                             200
/accounts/password/reset/key/1-never/                      200
/accounts/password/reset/key/done/                         200
/accounts/2fa/                                             in
/accounts/2fa/authenticate/                                in
/accounts/2fa/reauthenticate/                              in
/accounts/2fa/recovery-codes/                              in
/accounts/2fa/recovery-codes/download/                     in
/accounts/2fa/recovery-codes/generate/                     in
/accounts/2fa/totp/activate/                               in
/accounts/2fa/totp/deactivate/                             in
/accounts/2fa/webauthn/                                    in
/accounts/2fa/webauthn/add/                                in
/accounts/2fa/webauthn/keys/1/edit/                        in
/accounts/2fa/webauthn/keys/1/remove/                      in
/accounts/2fa/webauthn/login/                              in
/accounts/2fa/webauthn/reauthenticate/                     in
"""


REGISTER = "a-register-of-the-algorithms-that-government-uses"
FIGURE = "spending-that-is-published-every-month"


def filled_in(line):
    """A line of a table with the names of what is not published, and two long ones."""
    names = {"hidden": CANARY, "stranger": STRANGER, "register": REGISTER, "figure": FIGURE}
    return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], found[0]), line)


def rows(table):
    for line in table.splitlines():
        if line.startswith("/"):
            address, *expected = filled_in(line).split()
            yield address, expected


def answers(address, expected):
    """Who gets what: one word stands for everybody."""
    return dict(zip(EVERYBODY, expected * len(EVERYBODY) if len(expected) == 1 else expected, strict=True))


OPEN = [(address, answers(address, expected)) for address, expected in rows(PAGES + API)]
STAFF = [(address, answers(address, expected)) for address, expected in rows(WORKSPACE)]
LISTED = [address for address, _ in rows(PAGES + API + WORKSPACE + ACCOUNTS)]


@pytest.fixture(scope="module", autouse=True)
def unpublished(stage, django_db_blocker):
    with django_db_blocker.unblock():
        sow_everywhere()


def word_for(answer):
    if answer.status_code != 302:
        return str(answer.status_code)
    return "in" if answer["Location"].startswith(("/accounts/login/", "/admin/login/")) else "go"


@pytest.mark.parametrize(
    ("address", "expected"), OPEN + STAFF, ids=lambda value: value if "/" in value else ""
)
def test_everybody_gets_what_is_theirs(world, undefined, address, expected):
    """And every template finds its variables."""
    assert {name: word_for(read(world, name, address)) for name in EVERYBODY} == expected
    assert not undefined


def read(world, name, address):
    """What somebody is told. Reading writes nothing, and what somebody known is told is kept nowhere."""
    with writing() as written:
        answer = world.client(name).get(address)
    assert written <= OF_THE_SESSION, name
    if name != "Dee" or not is_public(address):
        assert answer["Cache-Control"] == "private, no-store", name
        assert not {"ETag", "Expires", "Last-Modified"} & set(answer.headers), name
    return answer


@pytest.mark.parametrize(("address", "expected"), list(rows(ACCOUNTS)))
def test_the_accounts_pages_ask_who_it_is(world, undefined, address, expected):
    assert [word_for(read(world, "Dee", address))] == expected
    assert all(read(world, name, address).status_code < 500 for name in EVERYBODY)
    assert not undefined


def test_every_address_is_listed():
    """A new one needs its row."""
    listed = {resolve(address).route for address in LISTED}
    assert {route for route in routes() if not route.startswith("admin/")} == listed


def test_every_address_of_something_is_listed_for_something_unpublished():
    of_something = {resolve(address).route for address, _ in OPEN + STAFF if "<" in resolve(address).route}
    is_of_it = re.compile(f"{CANARY}|{STRANGER}").search
    unpublished = {resolve(address).route for address, _ in OPEN + STAFF if is_of_it(address)}
    assert of_something == unpublished


# Each with what is unpublished, and with what nobody ever heard of in its place.
LOOK_ALIKE = [
    ("/plans/{}/", CANARY, MISSING),
    ("/plans/{}/changes/", CANARY, MISSING),
    ("/plans/example/commitments/{}/", "99", "98"),
    ("/plans/example/commitments/1/{}/", "quarter-4", MISSING),
    ("/agencies/{}/", CANARY, MISSING),
    ("/data/plans/{}.json", CANARY, MISSING),
    ("/reports/{}/", CANARY, MISSING),
    ("/reports/{}.json", CANARY, MISSING),
    ("/consultations/{}/", CANARY, MISSING),
    ("/consultations/{}/take-part/", CANARY, MISSING),
    ("/consultations/{0}/take-part/{0}/", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/correct/", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/withdraw/", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/files/1/", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/data/", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/data.json", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/data.txt", CANARY, MISSING),
    ("/consultations/{0}/receipts/{0}/erase/", CANARY, MISSING),
    ("/consultations/{}/submissions/", CANARY, MISSING),
    ("/consultations/{}/responses/", CANARY, MISSING),
    ("/consultations/example-ideas/responses/{}/", CANARY, MISSING),
    ("/consultations/example-ideas/responses/commitments/{}/", "99", "98"),
    ("/forum/{}/", CANARY, MISSING),
    ("/api/v1/plans/{}/", CANARY, MISSING),
    ("/api/v1/periods/{0}/{0}/", CANARY, MISSING),
    ("/api/v1/commitments/example/{}/", "99", "98"),
    ("/api/v1/milestones/example/1/{}/", "99", "98"),
    ("/api/v1/progress-reports/example/2/{}/", "quarter-4", MISSING),
    ("/api/v1/reports/{}/", CANARY, MISSING),
    ("/api/v1/consultations/{}/", CANARY, MISSING),
    ("/api/v1/submissions/{}/1/", CANARY, MISSING),
    ("/api/v1/themes/example-ideas/{}/", CANARY, MISSING),
    ("/api/v1/ideas/{}/1/", CANARY, MISSING),
    ("/api/v1/proposals/example-next/{}/", CANARY, MISSING),
    ("/api/v1/forums/{}/", CANARY, MISSING),
    ("/api/v1/meetings/example/{}/", CANARY, MISSING),
    ("/api/v1/outreach/example/{}/", CANARY, MISSING),
    ("/api/v1/work-elsewhere/{}/", CANARY, MISSING),
    ("/plans/{}/timeline/", CANARY, MISSING),
    ("/plans/{}/drafts/1/", CANARY, MISSING),
    ("/work-elsewhere/{}/", CANARY, MISSING),
    ("/preview/{}/", CANARY, MISSING),
    ("/preview/consultations/{}/", CANARY, MISSING),
    ("/calendar/{}.ics", CANARY, MISSING),
    ("/calendar/?plan={}", CANARY, MISSING),
    ("/calendar.ics?plan={}", CANARY, MISSING),
    ("/workspace/outreach/{}/", CANARY, MISSING),
    ("/files/{0}/{0}.pdf", CANARY, MISSING),
    ("/files/{0}-paper/{0}.pdf", CANARY, MISSING),
    ("/files/{0}-agenda/{0}.pdf", CANARY, MISSING),
    ("/workspace/invited/{}/", CANARY, MISSING),
    ("/workspace/invited/{0}/{0}-paper/", CANARY, MISSING),
    ("/workspace/forums/{}/", CANARY, MISSING),
    ("/workspace/forums/{}/seats/", CANARY, MISSING),
    ("/workspace/forums/{0}/meetings/{0}/", CANARY, MISSING),
    ("/workspace/consultations/{}/invitations/", CANARY, MISSING),
    ("/workspace/plans/{}/", CANARY, MISSING),
    ("/workspace/plans/{}/extract/", CANARY, MISSING),
    ("/workspace/plans/example/amendments/{}/", CANARY, MISSING),
    ("/workspace/plans/example/commitments/{}/history/", "99", "98"),
    ("/workspace/plans/example/periods/quarter-4/workbook/{}/", CANARY, MISSING),
    ("/workspace/making/{}/", CANARY, MISSING),
    ("/workspace/elsewhere/{}/", CANARY, MISSING),
    ("/workspace/agencies/{}/", CANARY, MISSING),
    ("/workspace/people/{}/", STRANGER, STRANGER.replace("5a2e", "5a2f")),
    ("/workspace/consultations/{}/", CANARY, MISSING),
    ("/workspace/plans/example/commitments/{}/quarter-4/", "99", "98"),
]


@pytest.mark.parametrize(("address", "unpublished", "missing"), LOOK_ALIKE)
def test_what_is_not_published_looks_as_if_it_did_not_exist(world, address, unpublished, missing):
    for name in ("Dee", "Eli", "Ben"):
        client = world.client(name)
        told = [
            text_of(client.get(address.format(this))).replace(this, "it") for this in (unpublished, missing)
        ]
        assert told[0] == told[1], name


@pytest.mark.parametrize("name", ["Ana", "Olga"])
def test_without_the_second_factor_nothing_behind_the_sign_in_opens(world, name):
    Authenticator.objects.all().delete()
    for address, expected in OPEN + STAFF:
        answer = world.client(name).get(address)
        if is_public(address):
            assert word_for(answer) == expected[name], address
        else:
            assert answer["Location"] == "/accounts/2fa/totp/activate/", address


def admin_addresses():
    yield "/admin/"
    for model in admin.site._registry:
        start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._default_manager.values_list("pk", flat=True).first()
        yield from (start, f"{start}add/")
        if row is not None:
            yield from (f"{start}{row}/{page}" for page in ("change/", "history/", "delete/"))


def test_only_an_operator_opens_the_look_up_screens(world):
    clients = {name: world.client(name) for name in EVERYBODY}
    for address in admin_addresses():
        for name, client in clients.items():
            answer = client.get(address)
            if name == "Olga":
                assert answer.status_code in (200, 403), address
            else:
                assert word_for(answer) == "in", (name, address)


def test_the_look_up_screens_change_people_and_nothing_else(world, rf):
    request = rf.get("/")
    request.user = type(
        "Operator", (), {"has_perm": lambda *args: True, "is_active": True, "is_staff": True}
    )()
    writable = {
        model._meta.label
        for model, screen in admin.site._registry.items()
        if screen.has_add_permission(request)
        or screen.has_change_permission(request)
        or screen.has_delete_permission(request)
    }
    assert writable == {"plans.User", "mfa.Authenticator"}


def test_the_look_up_screens_show_no_secrets(world):
    client = world.client("Olga")
    user, factor = User.objects.get(email="ana@demo.example"), Authenticator.objects.first()
    for address in (f"/admin/plans/user/{user.pk}/change/", f"/admin/mfa/authenticator/{factor.pk}/change/"):
        page = client.get(address).content.decode()
        assert factor.data["secret"] not in page
        assert user.password not in page
