"""Who may do what: every form, for everybody; and nobody writes where everybody reads.

The words are those of the access table.
"""

import re

import pytest
from django.urls import resolve

from ogp_portal.errors import PUBLIC_FORMS

from .filled import form_for
from .hidden import CANARY, sow_everywhere
from .test_access import OPEN, answers, filled_in, word_for
from .world import EVERYBODY, undone


@pytest.fixture(scope="module", autouse=True)
def unpublished(stage, django_db_blocker):
    with django_db_blocker.unblock():
        sow_everywhere()


# `go`: it was done. 409: not now. Bea's agency supports 1, so she writes there and does not send.
ACTS = """
                                                                              Dee Eli Chi Bea Bo  Ben Ana Olga
save      /workspace/plans/example/commitments/1/quarter-4/                   in  404 404 go  403 go  go  404
save      /workspace/plans/example/commitments/2/quarter-4/                   in  404 404 409 404 404 409 404
save      /workspace/plans/example/commitments/3/quarter-4/                   in  404 404 404 403 go  go  404
save      /workspace/plans/example/commitments/4/quarter-3/                   in  404 404 409 403 409 409 404
save      /workspace/plans/{hidden}/commitments/99/{hidden}/                  in  404 404 404 404 404 404 404
save      /workspace/plans/example/commitments/4/quarter-4/                   in  404 404 403 403 409 409 404
send      /workspace/plans/example/commitments/1/quarter-4/                   in  404 404 403 403 go  go  404
nothing   /workspace/plans/example/commitments/1/quarter-4/                   in  404 404 403 403 go  go  404
nothing   /workspace/plans/example/commitments/1/quarter-4/nothing/           in  404 404 403 403 go  go  404
publish   /workspace/plans/example/commitments/2/quarter-4/review/            in  404 404 403 404 404 go  404
send-back /workspace/plans/example/commitments/2/quarter-4/review/            in  404 404 403 404 404 go  404
publish   /workspace/plans/{hidden}/commitments/99/{hidden}/review/           in  404 404 404 404 404 404 404
take-back /workspace/plans/example/commitments/2/quarter-4/                   in  404 404 go  404 404 403 404
drop      /workspace/plans/example/commitments/1/quarter-4/                   in  404 404 go  go  go  go  404
close     /workspace/plans/example/periods/quarter-4/                         in  404 404 404 404 404 go  404
open      /workspace/plans/example/periods/quarter-1/                         in  404 404 404 404 404 409 404
close     /workspace/plans/{hidden}/periods/{hidden}/                         in  404 404 404 404 404 404 404
never     /workspace/plans/example/periods/quarter-4/                         in  404 404 404 404 404 400 404
sign      /workspace/plans/example/commitments/4/quarter-4/review/            in  404 404 403 go  403 403 404
sign-and-publish /workspace/plans/example/commitments/4/quarter-4/review/     in  404 404 403 409 403 403 404
send-back /workspace/plans/example/commitments/4/quarter-4/review/            in  404 404 403 go  403 go  404
publish   /workspace/plans/example/commitments/4/quarter-4/review/            in  404 404 403 403 403 409 404
take-back /workspace/plans/example/commitments/4/quarter-4/                   in  404 404 403 403 go  403 404
sign      /workspace/plans/{hidden}/commitments/99/{hidden}/review/           in  404 404 404 404 404 404 404
open      /workspace/plans/example/commitments/1/quarter-4/presence/          in  404 404 200 403 200 200 404
open      /workspace/plans/{hidden}/commitments/99/{hidden}/presence/         in  404 404 404 404 404 404 404
preview   /workspace/preview/                                                 in  403 200 200 200 200 200 403
all       /workspace/plans/example/periods/quarter-4/grid/                    in  404 404 go  403 go  go  404
row:1-2   /workspace/plans/example/periods/quarter-4/grid/                    in  404 404 go  403 go  go  404
send:1    /workspace/plans/example/periods/quarter-4/grid/                    in  404 404 403 403 go  go  404
all       /workspace/plans/{hidden}/periods/{hidden}/grid/                    in  404 404 404 404 404 404 404
post      /workspace/plans/example/periods/quarter-4/workbook/                in  404 404 go  403 go  go  404
post      /workspace/plans/{hidden}/periods/{hidden}/workbook/                in  404 404 404 404 404 404 404
save      /workspace/plans/example/periods/quarter-4/workbook/{hidden}/       in  404 404 404 403 404 404 404
send      /workspace/plans/example/commitments/1/quarter-3/correct/next/      in  404 404 403 403 go  go  404
send      /workspace/plans/example/commitments/2/quarter-3/correct/next/      in  404 404 go  404 404 go  404
publish   /workspace/plans/example/commitments/1/quarter-3/correct/doing/     in  404 404 403 403 403 go  404
not-publish /workspace/plans/example/commitments/1/quarter-3/correct/doing/   in  404 404 403 403 403 go  404
take-back /workspace/plans/example/commitments/1/quarter-3/correct/doing/     in  404 404 403 403 200 200 404
publish   /workspace/plans/{hidden}/commitments/99/{hidden}/correct/{hidden}/ in  404 404 404 404 404 404 404
publish   /workspace/plans/example/several/                                   in  404 404 404 404 404 200 404
remind    /workspace/plans/example/several/                                   in  404 404 404 404 404 200 404
publish   /workspace/plans/{hidden}/several/                                  in  404 404 404 404 404 404 404
confirm   /workspace/plans/example/several/                                   in  404 404 404 404 404 go  404
confirm   /workspace/plans/{hidden}/several/                                  in  404 404 404 404 404 404 404
post      /workspace/plans/example/commitments/1/notes/                       in  404 404 422 go  go  go  404
post      /workspace/plans/example/commitments/2/notes/                       in  404 404 go  404 404 go  404
post      /workspace/plans/{hidden}/commitments/99/notes/                     in  404 404 404 404 404 404 404
look      /workspace/plans/example/commitments/1/leads/                       in  404 404 404 404 404 200 404
publish   /workspace/plans/example/commitments/1/leads/                       in  404 404 404 404 404 go  404
publish   /workspace/plans/{hidden}/commitments/99/leads/                     in  404 404 404 404 404 404 404
post      /workspace/plans/example/amendments/                                in  404 404 404 404 404 go  404
post      /workspace/plans/{hidden}/amendments/                               in  404 404 404 404 404 404 404
save      /workspace/plans/example/amendments/{hidden}/                       in  404 404 404 404 404 go  404
take-up   /workspace/plans/example/amendments/{hidden}/                       in  404 404 404 404 404 go  404
discard   /workspace/plans/example/amendments/{hidden}/                       in  404 404 404 404 404 409 404
save      /workspace/plans/example/amendments/amendment-1/                    in  404 404 404 404 404 409 404
save      /workspace/plans/{hidden}/amendments/{hidden}/                      in  404 404 404 404 404 404 404
publish   /workspace/plans/example/amendments/{hidden}/publish/               in  404 404 404 404 404 409 404
publish   /workspace/plans/{hidden}/amendments/{hidden}/publish/              in  404 404 404 404 404 404 404
save      /workspace/plans/example/amendments/{hidden}/commitments/1/         in  404 404 404 404 404 go  404
save      /workspace/plans/example/amendments/{hidden}/commitments/1/new/     in  404 404 404 404 404 go  404
save      /workspace/plans/example/amendments/{hidden}/commitments/1/2/       in  404 404 404 404 404 go  404
withdraw  /workspace/plans/example/amendments/{hidden}/commitments/1/2/       in  404 404 404 404 404 go  404
save      /workspace/plans/example/amendments/{hidden}/commitments/1/2/split/ in  404 404 404 404 404 go  404
save      /workspace/plans/{hidden}/amendments/{hidden}/commitments/99/       in  404 404 404 404 404 404 404
discard   /workspace/plans/{hidden}/amendments/{hidden}/                      in  404 404 404 404 404 404 404
save      /workspace/plans/example/commitments/1/indicators/new/              in  404 404 403 403 403 go  404
save      /workspace/plans/example/commitments/1/indicators/{hidden}/facts/   in  404 404 403 403 403 go  404
value     /workspace/plans/example/commitments/1/indicators/{hidden}/         in  404 404 403 403 go  go  404
drop-value /workspace/plans/example/commitments/1/indicators/{hidden}/        in  404 404 403 403 go  go  404
publish   /workspace/plans/example/commitments/1/indicators/{hidden}/         in  404 404 403 403 403 go  404
discard   /workspace/plans/example/commitments/1/indicators/{hidden}/         in  404 404 403 403 403 go  404
publish   /workspace/plans/{hidden}/commitments/99/indicators/{hidden}/       in  404 404 404 404 404 404 404
save      /workspace/elsewhere/new/                                           in  404 404 go  403 422 go  404
save      /workspace/elsewhere/{hidden}/facts/                                in  404 404 go  404 404 go  404
news      /workspace/elsewhere/{hidden}/                                      in  404 404 go  404 404 go  404
drop-news /workspace/elsewhere/{hidden}/                                      in  404 404 go  404 404 go  404
publish   /workspace/elsewhere/{hidden}/                                      in  404 404 403 404 404 go  404
discard   /workspace/elsewhere/{hidden}/                                      in  404 404 go  404 404 go  404
withdraw  /workspace/plans/example/commitments/2/indicators/{figure}/withdraw/ in  404 404 403 404 404 go  404
withdraw  /workspace/plans/example/commitments/1/indicators/{hidden}/withdraw/ in  404 404 404 404 404 404 404
withdraw  /workspace/elsewhere/{register}/withdraw/                           in  404 404 403 404 404 go  404
withdraw  /workspace/elsewhere/{hidden}/withdraw/                             in  404 404 404 404 404 404 404
news      /workspace/elsewhere/{register}/                                    in  404 404 go  404 404 go  404
save      /workspace/making/new/                                              in  404 404 404 404 404 go  404
number    /workspace/making/{hidden}/                                         in  404 404 404 404 404 go  404
section   /workspace/making/{hidden}/                                         in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/facts/                                   in  404 404 404 404 404 go  404
discard   /workspace/making/{hidden}/facts/                                   in  404 404 404 404 404 409 404
save      /workspace/making/example/facts/                                    in  404 404 404 404 404 409 404
save      /workspace/making/{hidden}/publishing/                              in  404 404 404 404 404 go  404
save      /workspace/making/example/publishing/                               in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/new-section/                             in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/sections/{hidden}/                       in  404 404 404 404 404 go  404
remove    /workspace/making/{hidden}/sections/{hidden}/                       in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/new-commitment/                          in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/commitments/99/                          in  404 404 404 404 404 go  404
remove    /workspace/making/{hidden}/commitments/99/                          in  404 404 404 404 404 409 404
save      /workspace/making/example/commitments/1/                            in  404 404 404 404 404 409 404
post      /workspace/making/{hidden}/workbook/                                in  404 404 404 404 404 go  404
save      /workspace/making/{hidden}/workbook/{hidden}/                       in  404 404 404 404 404 404 404
save      /workspace/making/{hidden}/timeline/                                in  404 404 404 404 404 go  404
publish   /workspace/making/{hidden}/timeline/                                in  404 404 404 404 404 go  404
publish   /workspace/making/example/timeline/                                 in  404 404 404 404 404 409 404
post      /workspace/making/{hidden}/draft/                                   in  404 404 404 404 404 go  404
post      /workspace/making/{hidden}/adopt/                                   in  404 404 404 404 404 go  404
post      /workspace/making/example/adopt/                                    in  404 404 404 404 404 409 404
add       /workspace/making/{hidden}/periods/                                 in  404 404 404 404 404 go  404
several   /workspace/making/{hidden}/periods/                                 in  404 404 404 404 404 go  404
add       /workspace/making/example/periods/                                  in  404 404 404 404 404 go  404
make      /workspace/making/{hidden}/previews/                                in  404 404 404 404 404 go  404
post      /workspace/making/{hidden}/previews/                                in  404 404 404 404 404 go  404
make      /workspace/making/example/previews/                                 in  404 404 404 404 404 409 404
save      /workspace/reminders/letter/                                        in  404 404 404 404 404 go  404
preview   /workspace/reminders/letter/                                        in  404 404 404 404 404 200 404
again     /workspace/reminders/                                               in  404 404 404 404 404 go  404
calendar  /workspace/you/                                                     in  404 go  go  go  go  go  404
end-calendar /workspace/you/                                                  in  404 go  go  go  go  go  404
leave     /workspace/you/                                                     in  404 go  go  go  go  go  404
post      /workspace/people/                                                  in  404 404 404 404 404 go  404
post      /workspace/people/{stranger}/                                       in  404 404 404 404 404 go  404
again     /workspace/people/{stranger}/                                       in  404 404 404 404 404 409 404
leave     /workspace/people/{stranger}/                                       in  404 404 404 404 404 go  404
end-leave /workspace/people/{stranger}/                                       in  404 404 404 404 404 go  404
look      /workspace/people/{stranger}/roles/1/                               in  404 404 404 404 404 200 404
end       /workspace/people/{stranger}/roles/1/                               in  404 404 404 404 404 go  404
title     /workspace/people/{stranger}/roles/1/                               in  404 404 404 404 404 go  404
post      /workspace/agencies/                                                in  404 404 404 404 404 go  404
rename    /workspace/agencies/office-for-open-data/                           in  404 404 404 404 404 go  404
website   /workspace/agencies/office-for-open-data/                           in  404 404 404 404 404 go  404
rename    /workspace/agencies/{hidden}/                                       in  404 404 404 404 404 go  404
send      /consultations/example-next/take-part/                              go
send      /consultations/example-ideas/take-part/                             409
send      /consultations/{hidden}/take-part/                                  404
send      /consultations/{hidden}-2/take-part/                                404
keep      /consultations/example-next/take-part/                              go
keep      /consultations/example-ideas/take-part/                             409
keep      /consultations/{hidden}/take-part/                                  404
send      /consultations/example-next/take-part/never/                        go
send      /consultations/{hidden}/take-part/{hidden}/                         404
correct   /consultations/{hidden}/receipts/{hidden}/correct/                  404
withdraw  /consultations/example-next/receipts/never/withdraw/                404
erase     /consultations/example-next/receipts/never/erase/                   404
erase     /consultations/{hidden}/receipts/{hidden}/erase/                    404
save      /workspace/consultations/new/example/                               in  404 404 404 404 404 go  404
save      /workspace/consultations/new/{hidden}/                              in  404 404 404 404 404 404 404
save      /workspace/consultations/{hidden}/                                  in  404 404 404 404 404 go  404
publish   /workspace/consultations/{hidden}/                                  in  404 404 404 404 404 409 404
preview   /workspace/consultations/{hidden}/                                  in  404 404 404 404 404 go  404
end-preview /workspace/consultations/{hidden}/                                in  404 404 404 404 404 go  404
question  /workspace/consultations/{hidden}/                                  in  404 404 404 404 404 200 404
question-up-1 /workspace/consultations/new/example/                           in  404 404 404 404 404 200 404
add       /workspace/consultations/example-next/events/                       in  404 404 404 404 404 go  404
off       /workspace/consultations/example-next/events/                       in  404 404 404 404 404 go  404
add       /workspace/consultations/{hidden}/events/                           in  404 404 404 404 404 409 404
invite    /workspace/consultations/example-next/invitations/                  in  404 404 404 404 404 go  404
take-back /workspace/consultations/example-next/invitations/                  in  404 404 404 404 404 409 404
invite    /workspace/consultations/{hidden}/invitations/                      in  404 404 404 404 404 409 404
save      /workspace/forums/new/example/                                      in  404 404 404 404 404 go  404
publish   /workspace/forums/new/example/                                      in  404 404 404 404 404 409 404
save      /workspace/forums/new/{hidden}/                                     in  404 404 404 404 404 404 404
save      /workspace/forums/users-of-open-data/                               in  404 404 404 404 404 go  404
withdraw  /workspace/forums/users-of-open-data/                               in  404 404 404 404 404 go  404
withdraw  /workspace/forums/expert-advisory-panel/                            in  404 404 404 404 404 409 404
save      /workspace/forums/{hidden}/                                         in  404 404 404 404 404 409 404
save      /workspace/forums/expert-advisory-panel/seats/                      in  404 404 404 404 404 go  404
remove    /workspace/forums/expert-advisory-panel/seats/                      in  404 404 404 404 404 409 404
save      /workspace/forums/{hidden}/seats/                                   in  404 404 404 404 404 409 404
add       /workspace/forums/expert-advisory-panel/meetings/                   in  404 404 404 404 404 go  404
add       /workspace/forums/{hidden}/meetings/                                in  404 404 404 404 404 409 404
save      /workspace/forums/expert-advisory-panel/meetings/panel-amendment/   in  404 404 404 404 404 go  404
off       /workspace/forums/expert-advisory-panel/meetings/panel-amendment/   in  404 404 404 404 404 go  404
publish   /workspace/forums/{hidden}/meetings/{hidden}/                       in  404 404 404 404 404 409 404
save      /workspace/forums/expert-advisory-panel/decisions/                  in  404 404 404 404 404 go  404
publish   /workspace/forums/expert-advisory-panel/decisions/                  in  404 404 404 404 404 409 404
save      /workspace/forums/{hidden}/decisions/                               in  404 404 404 404 404 409 404
send      /consultations/example-next/ideas/1/voice/                          go
send      /consultations/{hidden}/ideas/1/voice/                              404
change    /consultations/example-next/ideas/1/voices/never/                   404
take-back /consultations/{hidden}/ideas/1/voices/{hidden}/                    404
save      /consultations/example-next/drafting/never/                         404
save      /consultations/{hidden}/drafting/{hidden}/                          404
show      /workspace/consultations/example-next/ideas/                        in  404 404 404 404 404 409 404
theme     /workspace/consultations/example-next/ideas/                        in  404 404 404 404 404 go  404
down      /workspace/consultations/example-next/ideas/                        in  404 404 404 404 404 go  404
begin     /workspace/consultations/example-next/ideas/                        in  404 404 404 404 404 go  404
into      /workspace/consultations/example-next/ideas/                        in  404 404 404 404 404 go  404
show      /workspace/consultations/{hidden}/ideas/                            in  404 404 404 404 404 404 404
show      /workspace/consultations/example-next/voices/                       in  404 404 404 404 404 go  404
keep-back /workspace/consultations/example-next/voices/                       in  404 404 404 404 404 go  404
show      /workspace/consultations/{hidden}/voices/                           in  404 404 404 404 404 404 404
save      /workspace/proposals/example-next/open-counters/                    in  404 404 404 go  go  go  404
comment   /workspace/proposals/example-next/open-counters/                    in  404 404 404 go  go  go  404
save      /workspace/proposals/example-next/{hidden}/                         in  404 404 404 404 404 go  404
publish   /workspace/proposals/example-next/open-counters/deciding/           in  404 404 404 404 404 go  404
invite    /workspace/proposals/example-next/open-counters/deciding/           in  404 404 404 404 404 go  404
agree     /workspace/proposals/example-next/open-counters/deciding/           in  404 404 404 404 404 go  404
decline   /workspace/proposals/example-next/open-counters/deciding/           in  404 404 404 404 404 go  404
agree     /workspace/proposals/never/{hidden}/deciding/                       in  404 404 404 404 404 404 404
move      /workspace/consultations/example-next/                              in  404 404 404 404 404 go  404
close     /workspace/consultations/example-next/                              in  404 404 404 404 404 go  404
theme     /workspace/consultations/example-next/                              in  404 404 404 404 404 go  404
close     /workspace/consultations/example-dates/                             in  404 404 404 404 404 409 404
whole     /workspace/consultations/example-next/submissions/1/                in  404 404 404 404 404 go  404
points    /workspace/consultations/example-next/submissions/1/                in  404 404 404 404 404 go  404
answers   /workspace/consultations/example-dates/submissions/1/               in  404 404 404 404 404 go  404
take-back-1 /workspace/consultations/example-dates/submissions/1/             in  404 404 404 404 404 200 404
answers   /workspace/consultations/example-ideas/submissions/1/               in  404 404 404 404 404 409 404
points    /workspace/consultations/{hidden}/submissions/1/                    in  404 404 404 404 404 404 404
look      /workspace/consultations/example-ideas/submissions/1/after/         in  404 404 404 404 404 200 404
look-withdraw /workspace/consultations/example-ideas/submissions/1/after/     in  404 404 404 404 404 200 404
redact    /workspace/consultations/example-ideas/submissions/1/after/         in  404 404 404 404 404 go  404
withdraw  /workspace/consultations/example-ideas/submissions/1/after/         in  404 404 404 404 404 go  404
withdraw  /workspace/consultations/example-dates/submissions/1/after/         in  404 404 404 404 404 404 404
redact    /workspace/consultations/{hidden}/submissions/1/after/              in  404 404 404 404 404 404 404
save      /workspace/consultations/example-dates/answers/                     in  404 404 404 404 404 go  404
publish   /workspace/consultations/example-dates/answers/                     in  404 404 404 404 404 409 404
save      /workspace/consultations/example-ideas/answers/                     in  404 404 404 404 404 409 404
save      /workspace/consultations/{hidden}/answers/                          in  404 404 404 404 404 409 404
select    /workspace/consultations/example-next/submissions/1/                in  404 404 404 404 404 200 404
begin-2   /workspace/consultations/example-dates/submissions/2/               in  404 404 404 404 404 200 404
redact    /workspace/consultations/example-dates/submissions/1/words/         in  404 404 404 404 404 go  404
select    /workspace/consultations/example-dates/submissions/1/words/         in  404 404 404 404 404 200 404
show-1    /workspace/consultations/example-dates/submissions/2/words/         in  404 404 404 404 404 go  404
redact    /workspace/consultations/example-ideas/submissions/1/words/         in  404 404 404 404 404 409 404
redact    /workspace/consultations/{hidden}/submissions/1/words/              in  404 404 404 404 404 404 404
save      /workspace/consultations/example-dates/submissions/1/document/      in  404 404 404 404 404 409 404
save      /workspace/consultations/{hidden}/submissions/1/document/           in  404 404 404 404 404 404 404
show      /workspace/consultations/example-dates/submissions/1/sender/        in  404 404 404 404 404 200 404
look      /workspace/consultations/example-dates/submissions/1/sender/        in  404 404 404 404 404 200 404
erase     /workspace/consultations/example-dates/submissions/1/sender/        in  404 404 404 404 404 go  404
hold      /workspace/consultations/example-dates/submissions/1/sender/        in  404 404 404 404 404 go  404
lift      /workspace/consultations/example-dates/submissions/1/sender/        in  404 404 404 404 404 go  404
show      /workspace/consultations/{hidden}/submissions/1/sender/             in  404 404 404 404 404 404 404
hold      /workspace/consultations/example-dates/personal/                    in  404 404 404 404 404 go  404
lift      /workspace/consultations/example-dates/personal/                    in  404 404 404 404 404 go  404
file      /workspace/consultations/example-dates/personal/                    in  404 404 404 404 404 200 404
file      /workspace/consultations/{hidden}/personal/                         in  404 404 404 404 404 200 404
note      /workspace/consultations/example-dates/submissions/1/beside/        in  404 404 404 404 404 go  404
assign    /workspace/consultations/example-dates/submissions/1/beside/        in  404 404 404 404 404 go  404
ask       /workspace/consultations/example-dates/submissions/2/beside/        in  404 404 404 404 404 go  404
doubt     /workspace/consultations/example-dates/submissions/2/beside/        in  404 404 404 404 404 go  404
doubt     /workspace/consultations/example-ideas/submissions/1/beside/        in  404 404 404 404 404 409 404
note      /workspace/consultations/{hidden}/submissions/1/beside/             in  404 404 404 404 404 404 404
save      /workspace/views/example-dates/1/office-for-open-data/              in  404 404 go  404 404 404 404
save      /workspace/views/{hidden}/1/{hidden}/                               in  404 404 404 404 404 404 404
post      /workspace/consultations/example-dates/submissions/                 in  404 404 404 404 404 go  404
post      /workspace/consultations/{hidden}/submissions/                      in  404 404 404 404 404 go  404
next      /workspace/consultations/example-dates/enter/                       in  404 404 404 404 404 422 404
next      /workspace/consultations/example-ideas/enter/                       in  404 404 404 404 404 422 404
next      /workspace/consultations/{hidden}/enter/                            in  404 404 404 404 404 422 404
post      /workspace/consultations/example-dates/register/                    in  404 404 404 404 404 422 404
post      /workspace/consultations/example-ideas/register/                    in  404 404 404 404 404 422 404
post      /workspace/consultations/{hidden}/register/                         in  404 404 404 404 404 422 404
post      /workspace/consultations/example-dates/alike/                       in  404 404 404 404 404 422 404
post      /workspace/consultations/example-ideas/alike/                       in  404 404 404 404 404 422 404
post      /workspace/consultations/{hidden}/alike/                            in  404 404 404 404 404 422 404
save      /workspace/consultations/example-ideas/alike/1/                     in  404 404 404 404 404 422 404
dissolve  /workspace/consultations/example-ideas/alike/1/                     in  404 404 404 404 404 409 404
enter     /workspace/consultations/example-dates/register/{hidden}/           in  404 404 404 404 404 404 404
accept    /workspace/consultations/example-dates/doubtful/                    in  404 404 404 404 404 go  404
aside     /workspace/consultations/example-dates/doubtful/                    in  404 404 404 404 404 go  404
again     /workspace/consultations/example-dates/doubtful/                    in  404 404 404 404 404 go  404
accept    /workspace/consultations/example-ideas/doubtful/                    in  404 404 404 404 404 409 404
accept    /workspace/consultations/{hidden}/doubtful/                         in  404 404 404 404 404 409 404
post      /workspace/consultations/example-dates/points/                      in  404 404 404 404 404 go  404
post      /workspace/consultations/example-ideas/points/                      in  404 404 404 404 404 409 404
post      /workspace/consultations/{hidden}/points/                           in  404 404 404 404 404 409 404
save      /workspace/outreach/example/                                        in  404 404 404 404 404 go  404
publish   /workspace/outreach/example/                                        in  404 404 404 404 404 go  404
withdraw  /workspace/outreach/example/                                        in  404 404 404 404 404 go  404
save      /workspace/outreach/{hidden}/                                       in  404 404 404 404 404 409 404
rename    /workspace/themes/example/                                          in  404 404 404 404 404 go  404
merge     /workspace/themes/example/                                          in  404 404 404 404 404 go  404
add       /workspace/themes/example/                                          in  404 404 404 404 404 go  404
add       /workspace/themes/{hidden}/                                         in  404 404 404 404 404 404 404
save      /workspace/answer-templates/                                        in  404 404 404 404 404 go  404
position  /review/example-mid-term/1/                                         in  404 go  404 404 404 404 404
position  /review/{hidden}/1/                                                 in  404 404 404 404 404 404 404
comment   /review/example-mid-term/1/commitment-1/                            in  404 go  404 404 404 404 404
comment   /review/{hidden}/1/{hidden}/                                        in  404 404 404 404 404 404 404
answer    /workspace/reports/example-mid-term/drafts/1/review/                in  404 404 404 404 404 go  404
close     /workspace/reports/example-mid-term/drafts/1/review/                in  404 404 404 404 404 409 404
answer    /workspace/reports/{hidden}/drafts/1/review/                        in  404 404 404 404 404 404 404
ask       /workspace/reports/                                                 in  404 404 404 404 404 go  404
again     /workspace/reports/                                                 in  404 404 404 404 404 go  404
freeze    /workspace/reports/example-mid-term/                                in  404 404 404 404 404 409 404
publish   /workspace/reports/example-mid-term/                                in  404 404 404 404 404 409 404
never     /workspace/reports/example-mid-term/                                in  404 404 404 404 404 400 404
freeze    /workspace/reports/nz-2014-16-mid-term/                             in  404 404 404 404 404 409 404
publish   /workspace/reports/{hidden}/                                        in  404 404 404 404 404 404 404
save      /workspace/reports/example-mid-term/chapters/commitment-1/          in  404 404 404 404 404 go  404
next      /workspace/reports/example-mid-term/chapters/commitment-1/          in  404 404 404 404 404 go  404
save      /workspace/reports/nz-2014-16-mid-term/chapters/process/            in  404 404 404 404 404 409 404
save      /workspace/reports/{hidden}/chapters/{hidden}/                      in  404 404 404 404 404 404 404
save      /workspace/reports/example-mid-term/parts/1/                        in  404 404 404 404 404 go  404
save      /workspace/reports/nz-2014-16-mid-term/parts/1/                     in  404 404 404 404 404 409 404
save      /workspace/reports/{hidden}/parts/1/                                in  404 404 404 404 404 404 404
"""


def acts():
    for line in ACTS.splitlines()[2:]:
        action, address, *expected = filled_in(line).split()
        yield action, address, answers(address, expected)


@pytest.mark.parametrize(("action", "address", "expected"), list(acts()))
def test_everybody_does_what_is_theirs(world, action, address, expected):
    did = {}
    for name in EVERYBODY:
        with undone():
            did[name] = word_for(world.client(name).post(address, form_for(world, action, address)))
    assert did == expected


@pytest.mark.parametrize("address", [address for address, _ in OPEN])
def test_nobody_writes_where_everybody_reads(world, address):
    is_a_form = re.search(
        r"/take-part/|/receipts/\w+/(correct|withdraw|erase)/$|/voices?/|/drafting/", address
    )
    methods = ("put", "delete") if is_a_form else ("post", "put", "delete")
    for name in ("Dee", "Ana"):
        client = world.client(name)
        answers = [getattr(client, method)(address) for method in methods]
        assert {answer.status_code for answer in answers} == {405}, name


OF_A_SECRET = ("voice", "proposal-guest")  # of these none that is acted on is there


def test_a_form_from_elsewhere_changes_nothing(world):
    for action, address, _ in acts():
        client = world.client("Ana")
        client.handler.enforce_csrf_checks = True
        with undone():  # the words are kept
            answer = client.post(address, form_for(world, action, address))
            name = resolve(address).url_name
            is_missed = name in PUBLIC_FORMS and (CANARY in address or name in OF_A_SECRET)
            assert answer.status_code == (404 if is_missed else 403), address
