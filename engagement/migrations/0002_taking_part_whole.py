import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0005_withdrawing'),
        ('engagement', '0001_squashed'),
        ('plans', '0002_taking_part_whole'),
        ('plans', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(blank=True, help_text='What the coordinator wants to know.')),
                ('asked_at', models.DateTimeField()),
                ('text', models.TextField(blank=True, help_text='What the agency says.')),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.agency')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agency_views', to='engagement.submission')),
            ],
            options={
                'ordering': ['submission', 'asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('submission'), models.F('agency'), name='engagement_view_once_an_agency'), models.CheckConstraint(condition=models.Q(models.Q(('given_at', None), ('text', '')), models.Q(('given_at__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='engagement_view_given_with_its_words')],
            },
        ),
        migrations.CreateModel(
            name='AnswersChased',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('mails', models.PositiveSmallIntegerField(default=0)),
                ('why_none', models.CharField(blank=True, max_length=200)),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='chased', to='engagement.consultation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mails__gt', 0), ('why_none', '')), models.Q(('mails', 0), models.Q(('why_none', ''), _negated=True)), _connector='OR'), name='engagement_chased_or_why_not')],
            },
        ),
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, unique=True)),
                ('disposition', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('partly-adopted', 'Partly adopted'), ('not-adopted', 'Not adopted'), ('out-of-scope', 'Out of scope'), ('for-information', 'For information')], max_length=20)),
                ('reason', models.TextField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAnswerTemplate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(db_index=True, max_length=100)),
                ('disposition', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('partly-adopted', 'Partly adopted'), ('not-adopted', 'Not adopted'), ('out-of-scope', 'Out of scope'), ('for-information', 'For information')], max_length=20)),
                ('reason', models.TextField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical answer template',
                'verbose_name_plural': 'historical answer templates',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTheme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100)),
                ('label', models.CharField(max_length=200)),
                ('position', models.PositiveSmallIntegerField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='engagement.consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical theme',
                'verbose_name_plural': 'historical themes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PassageComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('place', models.CharField(help_text='Of the draft: a section or a commitment, as its page is marked.', max_length=100)),
                ('passage', models.TextField(help_text='The words of the draft.')),
                ('text', models.TextField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passage_comments', to='engagement.submission')),
            ],
            options={
                'ordering': ['submission', 'position'],
                'constraints': [models.UniqueConstraint(models.F('submission'), models.F('position'), name='engagement_passage_one_place_each')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('long', 'a long text'), ('short', 'a line'), ('one', 'one of several choices'), ('several', 'any of several choices'), ('commitments', 'a text for each commitment')], max_length=20)),
                ('label', models.CharField(help_text='The question, in plain words.', max_length=300)),
                ('hint', models.CharField(blank=True, max_length=300)),
                ('options', models.JSONField(blank=True, default=list, help_text='What can be chosen: a list of texts.')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='engagement.consultation')),
            ],
            options={
                'ordering': ['consultation', 'position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['long', 'short', 'one', 'several', 'commitments'])), name='engagement_question_kind_is_known'), models.UniqueConstraint(models.F('consultation'), models.F('position'), name='engagement_question_one_place_each')],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('ground', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='engagement.submission')),
            ],
            options={
                'ordering': ['submission', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ground', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='engagement_redaction_on_a_ground')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submission_files', to='plans.storedfile')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='engagement.submission')),
            ],
            options={
                'ordering': ['submission', 'position'],
                'constraints': [models.UniqueConstraint(models.F('submission'), models.F('position'), name='engagement_file_one_place_each')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='engagement.submission')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['submission', 'written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='UnsentSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(max_length=43, unique=True)),
                ('typed', models.JSONField(help_text='The fields of the form, as they were typed.')),
                ('saved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsent', to='engagement.consultation')),
                ('files', models.ManyToManyField(help_text='Documents that were sent along: they wait with it.', related_name='unsent', to='plans.storedfile')),
            ],
            options={
                'ordering': ['consultation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('chosen', models.JSONField(blank=True, default=list, help_text='What was chosen, as texts.')),
                ('commitment', models.ForeignKey(blank=True, help_text='Where each commitment is asked about, which.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commitments.commitment')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='engagement.question')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='engagement.submission')),
            ],
            options={
                'ordering': ['submission', 'question', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('submission'), models.F('question'), condition=models.Q(('commitment', None)), name='engagement_reply_once_a_question'), models.UniqueConstraint(models.F('submission'), models.F('question'), models.F('commitment'), name='engagement_reply_once_a_commitment')],
            },
        ),
        migrations.AddField(
            model_name='consultation',
            name='draft',
            field=models.ForeignKey(blank=True, help_text='The draft plan that it is about: it can be read, passage by passage, beside the boxes.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='plans.plandraft'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='preview_key',
            field=models.CharField(blank=True, editable=False, help_text='Opens it to whoever has the link, until it is published.', max_length=64),
        ),
        migrations.AddField(
            model_name='consultationdocument',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultation_documents', to='plans.storedfile'),
        ),
        migrations.AddField(
            model_name='historicalconsultation',
            name='draft',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The draft plan that it is about: it can be read, passage by passage, beside the boxes.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plandraft'),
        ),
        migrations.AddField(
            model_name='submission',
            name='assigned_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_submissions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='submission',
            name='corrected_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='doubt',
            field=models.CharField(blank=True, choices=[('trap', 'a field was filled in that no person sees'), ('haste', 'it was sent faster than a person writes'), ('flood', 'very many came from the same place within an hour'), ('reader', 'somebody who read it doubts it')], help_text='Why somebody has to look whether a person sent it; empty once somebody has.', max_length=10),
        ),
        migrations.AddField(
            model_name='submission',
            name='set_aside_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='set_aside_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='submission',
            name='transcript',
            field=models.TextField(blank=True, help_text='The words of a document that came with it, as staff copied them.'),
        ),
        migrations.AddField(
            model_name='submission',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='submissionpoint',
            name='milestone',
            field=models.ForeignKey(blank=True, help_text='Of its commitment.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='commitments.milestone'),
        ),
        migrations.AlterField(
            model_name='consultationdocument',
            name='size',
            field=models.CharField(blank=True, help_text='Type and size in words: "PDF, 52 KB". Of a file that is kept here they are worked out.', max_length=60),
        ),
        migrations.AlterField(
            model_name='consultationdocument',
            name='url',
            field=models.URLField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='meeting',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='account',
            field=models.TextField(blank=True, help_text='How to come; afterwards what was spoken of. Markdown.'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='text',
            field=models.TextField(help_text='All that was written, with the questions that it answers.'),
        ),
        migrations.AddConstraint(
            model_name='consultationdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('url', '')), models.Q(models.Q(('url', ''), _negated=True), ('file', None)), _connector='OR'), name='engagement_document_is_a_file_or_an_address'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('doubt__in', ['', 'trap', 'haste', 'flood', 'reader'])), name='engagement_submission_doubt_is_known'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('set_aside_at', None), ('set_aside_why', '')), models.Q(('set_aside_at__isnull', False), models.Q(('set_aside_why', ''), _negated=True), models.Q(('doubt', ''), _negated=True)), _connector='OR'), name='engagement_submission_set_aside_with_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('text', ''), ('transcript', '')), _connector='OR'), name='engagement_submission_withdrawn_without_words'),
        ),
        migrations.AddConstraint(
            model_name='submissionpoint',
            constraint=models.CheckConstraint(condition=models.Q(('milestone', None), ('commitment__isnull', False), _connector='OR'), name='engagement_point_milestone_with_its_commitment'),
        ),
    ]
