import applications.models.certificate
import applications.models.parts
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import grants.clock
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grants', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_behalf', models.BooleanField(default=False, verbose_name='entered by the board from paper')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='the paper arrived')),
                ('answers', models.JSONField(blank=True, default=dict, editable=False)),
                ('set_aside', models.JSONField(blank=True, default=dict, editable=False)),
                ('stamps', models.JSONField(blank=True, default=dict, editable=False)),
                ('timing', models.JSONField(blank=True, default=dict, editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=grants.clock.now)),
                ('reminded', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=150, verbose_name='name of the activity')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, men')),
                ('period_from', models.DateField(blank=True, null=True, verbose_name='begins')),
                ('period_to', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount sought')),
                ('own_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='own money')),
                ('other_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='other public money')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='contact person')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('case_serial', models.PositiveIntegerField(blank=True, null=True)),
                ('case_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='registration number')),
                ('as_submitted', models.TextField(blank=True, editable=False)),
                ('checksum', models.CharField(blank=True, editable=False, max_length=64)),
                ('certified', models.JSONField(blank=True, default=list, editable=False)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('preparation', 'in preparation'), ('supplement', 'waiting for completion'), ('assessment', 'under assessment'), ('proposed', 'proposed for decision'), ('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued'), ('ongoing', 'ongoing'), ('reported', 'reported'), ('closed', 'closed'), ('archived', 'archived'), ('withdrawn', 'withdrawn')], db_index=True, default='draft', max_length=50, verbose_name='state')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications_begun', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.call')),
                ('changed_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grants.questionnaire')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.county')),
                ('earmark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.earmark', verbose_name='earmarked money')),
                ('municipalities', models.ManyToManyField(blank=True, related_name='applications', to='grants.municipality', verbose_name='municipalities')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.organisation')),
                ('priorities', models.ManyToManyField(blank=True, related_name='applications', to='grants.priority', verbose_name='priorities')),
                ('purposes', models.ManyToManyField(blank=True, related_name='applications', to='grants.purpose', verbose_name='purposes')),
                ('questionnaire', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.questionnaire')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications_signed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'application',
                'verbose_name_plural': 'applications',
                'ordering': ['-submitted_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.PositiveBigIntegerField(db_index=True)),
                ('in_call', models.PositiveBigIntegerField()),
                ('day', models.DateField()),
                ('count', models.SmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FairCopy',
            fields=[
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='applications.application')),
                ('text', models.TextField()),
                ('checksum', models.CharField(max_length=64)),
                ('leans_on', models.TextField()),
                ('made_at', models.DateTimeField(default=grants.clock.now)),
            ],
            options={
                'verbose_name': 'fair copy',
                'verbose_name_plural': 'fair copies',
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='applications.application')),
            ],
            options={
                'verbose_name': 'application to be read',
                'verbose_name_plural': 'applications to be read',
            },
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('on_behalf', models.BooleanField(default=False, verbose_name='entered by the board from paper')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='the paper arrived')),
                ('title', models.CharField(max_length=150, verbose_name='name of the activity')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, men')),
                ('period_from', models.DateField(blank=True, null=True, verbose_name='begins')),
                ('period_to', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount sought')),
                ('own_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='own money')),
                ('other_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='other public money')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='contact person')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('case_serial', models.PositiveIntegerField(blank=True, null=True)),
                ('case_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='registration number')),
                ('as_submitted', models.TextField(blank=True, editable=False)),
                ('checksum', models.CharField(blank=True, editable=False, max_length=64)),
                ('certified', models.JSONField(blank=True, default=list, editable=False)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('preparation', 'in preparation'), ('supplement', 'waiting for completion'), ('assessment', 'under assessment'), ('proposed', 'proposed for decision'), ('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued'), ('ongoing', 'ongoing'), ('reported', 'reported'), ('closed', 'closed'), ('archived', 'archived'), ('withdrawn', 'withdrawn')], default='draft', max_length=50, verbose_name='state')),
                ('begun_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.call')),
                ('changed_from', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.questionnaire')),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county')),
                ('earmark', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.earmark', verbose_name='earmarked money')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.application')),
                ('questionnaire', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.questionnaire')),
                ('signed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(blank=True, max_length=40)),
                ('file', models.FileField(upload_to=applications.models.parts._place_of, verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='applications.application')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['application_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='grants.county')),
            ],
            options={
                'verbose_name_plural': 'case series',
            },
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=500)),
                ('paragraph', models.CharField(blank=True, max_length=200)),
                ('certain', models.BooleanField(default=True)),
                ('holds', models.BooleanField(verbose_name='holds')),
                ('found', models.BooleanField(blank=True, null=True)),
                ('finding', models.TextField(blank=True)),
                ('facts', models.JSONField(blank=True, default=list)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_items', to='applications.application')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'item of the formal check',
                'verbose_name_plural': 'items of the formal check',
                'ordering': ['application_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CheckItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=500)),
                ('paragraph', models.CharField(blank=True, max_length=200)),
                ('certain', models.BooleanField(default=True)),
                ('holds', models.BooleanField(verbose_name='holds')),
                ('found', models.BooleanField(blank=True, null=True)),
                ('finding', models.TextField(blank=True)),
                ('facts', models.JSONField(blank=True, default=list)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.checkitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.TextField(verbose_name='why')),
                ('declared_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'conflict of interest',
                'verbose_name_plural': 'conflicts of interest',
            },
        ),
        migrations.CreateModel(
            name='ConflictEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('ground', models.TextField(verbose_name='why')),
                ('declared_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.conflict')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CostLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.CharField(max_length=200, verbose_name='what it is for')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('monthly_pay', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='monthly pay')),
                ('sought', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='from this grant')),
                ('own', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='own money')),
                ('other', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='other public money')),
                ('giver', models.CharField(blank=True, max_length=100, verbose_name='who gives it')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cost_lines', to='applications.application')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='grants.costcategory', verbose_name='category')),
            ],
            options={
                'verbose_name': 'cost line',
                'verbose_name_plural': 'cost lines',
                'ordering': ['application_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CostLineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('description', models.CharField(max_length=200, verbose_name='what it is for')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('monthly_pay', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='monthly pay')),
                ('sought', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='from this grant')),
                ('own', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='own money')),
                ('other', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='other public money')),
                ('giver', models.CharField(blank=True, max_length=100, verbose_name='who gives it')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('category', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.costcategory', verbose_name='category')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.costline')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grounds', models.JSONField(default=dict)),
                ('passages', models.JSONField(blank=True, default=list)),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('answer', models.CharField(blank=True, choices=[('none', 'no double funding'), ('differ', 'alike, but the costs differ'), ('double', 'the same costs are asked for twice')], max_length=10, verbose_name='answer')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'to be answered'), ('answered', 'answered'), ('lapsed', 'no longer asked')], default='asked', max_length=50, verbose_name='state')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likenesses', to='applications.application')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='likenesses_to_it', to='applications.application')),
            ],
            options={
                'verbose_name': 'likeness',
                'verbose_name_plural': 'likenesses',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=grants.clock.now)),
                ('state', models.CharField(choices=[('given', 'not examined yet'), ('accepted', 'accepted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='given', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='applications.application')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='applications.attachment')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='who may sign')),
            ],
            options={
                'verbose_name': 'power of attorney',
                'verbose_name_plural': 'powers of attorney',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_board', models.BooleanField(default=False)),
                ('text', models.TextField(verbose_name='message')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('state', models.CharField(choices=[('sent', 'sent'), ('read', 'read')], default='sent', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='applications.application')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['application_id', 'at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='note')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('state', models.CharField(choices=[('written', 'written')], default='written', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='applications.application')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'internal note',
                'verbose_name_plural': 'internal notes',
                'ordering': ['application_id', 'at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('activity', 'the activity or its timetable'), ('money', 'the costs, or money from others'), ('partners', 'a partner'), ('standing', 'the organisation: debts, bankruptcy, its board or its statutes'), ('other', 'something else')], max_length=10, verbose_name='what has changed')),
                ('text', models.TextField(verbose_name='what has changed, and from when')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('answer', models.TextField(blank=True, verbose_name='what follows from it')),
                ('state', models.CharField(choices=[('given', 'waits for the case officer'), ('noted', 'noted')], default='given', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='applications.application')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report of changed circumstances',
                'verbose_name_plural': 'reports of changed circumstances',
                'ordering': ['application_id', 'at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('org_nr', models.CharField(max_length=11, verbose_name='organisation number')),
                ('part', models.CharField(max_length=300, verbose_name='its part in the activity')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='applications.application')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['application_id', 'place', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address of the partner')),
                ('language', models.CharField(choices=[('sv', 'Svenska'), ('en', 'English')], default='sv', max_length=2)),
                ('nonce', models.CharField(default=applications.models.certificate._nonce, editable=False, max_length=32)),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('expires_at', models.DateTimeField(default=applications.models.certificate._expires)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='position in the organisation')),
                ('part', models.CharField(blank=True, max_length=300)),
                ('statements', models.JSONField(blank=True, default=dict)),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='comment')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('signed', 'signed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='asked', max_length=50, verbose_name='state')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to='applications.partner')),
            ],
            options={
                'verbose_name': 'certificate of a partner',
                'verbose_name_plural': 'certificates of partners',
                'ordering': ['partner', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('org_nr', models.CharField(max_length=11, verbose_name='organisation number')),
                ('part', models.CharField(max_length=300, verbose_name='its part in the activity')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.partner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='applications.application')),
            ],
            options={
                'verbose_name': 'passage',
                'verbose_name_plural': 'passages',
            },
        ),
        migrations.CreateModel(
            name='PossibleConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grounds', models.JSONField(default=list)),
                ('said', models.TextField(blank=True, verbose_name='in her or his own words')),
                ('found_at', models.DateTimeField(default=grants.clock.now)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'to be answered'), ('confirmed', 'conflict of interest'), ('cleared', 'no conflict of interest')], db_index=True, default='asked', max_length=50, verbose_name='state')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='possible_conflicts', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='possible_conflicts', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'possible conflict of interest',
                'verbose_name_plural': 'possible conflicts of interest',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('capacity', models.CharField(choices=[('signatory', 'authorised signatory'), ('mandate', 'by power of attorney'), ('paper', 'on paper, entered by the board')], max_length=10, verbose_name='capacity')),
                ('declaration', models.TextField(verbose_name='declaration')),
                ('checksum', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='applications.application')),
                ('mandate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='applications.mandate')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'ordering': ['application_id', 'signed_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Sought',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut', models.CharField(choices=[('call', 'Call'), ('day', 'Day'), ('earmark', 'Earmark'), ('priority', 'Priority'), ('municipality', 'Municipality')], max_length=12)),
                ('key', models.CharField(blank=True, max_length=20)),
                ('count', models.IntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=20)),
                ('call', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='grants.call')),
            ],
            options={
                'verbose_name_plural': 'sought',
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('what', models.TextField(verbose_name='what is missing')),
                ('fields', models.JSONField(blank=True, default=dict)),
                ('consequence', models.TextField(blank=True, verbose_name='if there is no answer')),
                ('deadline', models.DateField(verbose_name='last day to answer')),
                ('answer', models.TextField(blank=True, verbose_name='your answer')),
                ('values', models.JSONField(blank=True, default=dict)),
                ('stamps', models.JSONField(blank=True, default=dict)),
                ('before', models.JSONField(blank=True, default=dict)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('answered', 'answered'), ('accepted', 'accepted'), ('lapsed', 'not answered in time')], default='asked', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='applications.application')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'completion',
                'verbose_name_plural': 'completions',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Timing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=40)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timings', to='grants.call')),
            ],
        ),
        migrations.CreateModel(
            name='NamedMunicipality',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('applications.application_municipalities',),
        ),
        migrations.CreateModel(
            name='NamedPriority',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('applications.application_priorities',),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['call', 'state'], name='application_call_id_7f2f89_idx'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', '-saved_at'], name='application_organis_1b03a5_idx'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['county', '-submitted_at'], name='application_county__99323f_idx'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(fields=('county', 'case_serial', 'case_year'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('amount__gt', 0), ('case_serial__isnull', False), ('submitted_at__isnull', False), models.Q(('checksum', ''), _negated=True)), _connector='OR'), name='submitted_is_stamped'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('other_funding__gte', 0), ('own_funding__gte', 0)), name='application_money_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('period_from', None), ('period_to', None), ('period_to__gte', models.F('period_from')), _connector='OR'), name='application_period_in_order', violation_error_message='The period must end after it begins.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='cb86513efd6889ad16ff626fdbd606dda7d983ad', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_5d2ad', table='applications_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='waits_to_be_read', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'draft')", func="\n        IF TG_OP = 'INSERT' OR OLD.state = 'draft' OR OLD.version <> NEW.version THEN\n            INSERT INTO applications_waiting (application_id) VALUES (NEW.id)\n                ON CONFLICT DO NOTHING;\n        END IF;\n        RETURN NULL;\n    ", hash='1af1e3921598bf1a4d47e956c0ba2637aad4832d', operation='INSERT OR UPDATE OF "state", "version"', pgid='pgtrigger_waits_to_be_read_9e792', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='counts_as_sought', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        IF TG_OP = \'UPDATE\' AND (OLD.state NOT IN (\'draft\', \'withdrawn\', \'dismissed\', \'discontinued\')) = (NEW.state NOT IN (\'draft\', \'withdrawn\', \'dismissed\', \'discontinued\'))\n            AND (OLD.call_id, OLD.amount, OLD.earmark_id)\n                IS NOT DISTINCT FROM (NEW.call_id, NEW.amount, NEW.earmark_id)\n        THEN\n            RETURN NULL;\n        END IF;\n        WITH side (sign, id, state, call_id, earmark_id, amount) AS (\n            VALUES (-1, OLD.id, OLD.state, OLD.call_id, OLD.earmark_id, OLD.amount),\n                   (1, NEW.id, NEW.state, NEW.call_id, NEW.earmark_id, NEW.amount)\n        ), moved AS (\n            INSERT INTO applications_movement ("case", in_call, day, count, amount)\n            SELECT id, call_id, coalesce(\n    nullif(current_setting(\'bifall.day\', true), \'\')::date,\n    (now() AT TIME ZONE \'Europe/Stockholm\')::date\n), sum(sign), sum(sign * amount)\n            FROM side WHERE state NOT IN (\'draft\', \'withdrawn\', \'dismissed\', \'discontinued\') GROUP BY id, call_id\n            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0\n        )\n        INSERT INTO applications_sought (call_id, cut, key, count, amount)\n        SELECT side.call_id, part.cut, part.key, sum(sign), sum(sign * amount)\n        FROM side CROSS JOIN LATERAL (\n            SELECT \'call\', \'\'\n            UNION ALL SELECT \'day\', coalesce(\n    nullif(current_setting(\'bifall.day\', true), \'\')::date,\n    (now() AT TIME ZONE \'Europe/Stockholm\')::date\n)::text\n            UNION ALL SELECT \'earmark\', earmark_id::text WHERE earmark_id IS NOT NULL\n            UNION ALL SELECT \'priority\', priority_id::text\n                FROM applications_application_priorities WHERE application_id = side.id\n            UNION ALL SELECT \'municipality\', municipality_id\n                FROM applications_application_municipalities WHERE application_id = side.id\n        ) AS part (cut, key)\n        WHERE state NOT IN (\'draft\', \'withdrawn\', \'dismissed\', \'discontinued\') GROUP BY side.call_id, part.cut, part.key\n        HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0;\n        RETURN NULL;\n    ', hash='1087ec296478be262fb0c3255f173d1b9ed1a7a7', operation='INSERT OR UPDATE OF "state", "amount", "call_id", "earmark_id" OR DELETE', pgid='pgtrigger_counts_as_sought_89cd9', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicationevent" ("amount", "as_submitted", "begun_by_id", "call_id", "case_number", "case_serial", "case_year", "certified", "changed_from_id", "checksum", "contact_email", "contact_name", "contact_phone", "county_id", "earmark_id", "id", "men", "on_behalf", "organisation_id", "other_funding", "own_funding", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "received_at", "signed_by_id", "state", "submitted_at", "title", "women") VALUES (NEW."amount", NEW."as_submitted", NEW."begun_by_id", NEW."call_id", NEW."case_number", NEW."case_serial", NEW."case_year", NEW."certified", NEW."changed_from_id", NEW."checksum", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."county_id", NEW."earmark_id", NEW."id", NEW."men", NEW."on_behalf", NEW."organisation_id", NEW."other_funding", NEW."own_funding", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."questionnaire_id", NEW."received_at", NEW."signed_by_id", NEW."state", NEW."submitted_at", NEW."title", NEW."women"); RETURN NULL;', hash='8363c6ef55b09ba8e4fb579f43a86411f268c88c', operation='INSERT', pgid='pgtrigger_insert_insert_60e1b', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."as_submitted" IS DISTINCT FROM (NEW."as_submitted") OR OLD."begun_by_id" IS DISTINCT FROM (NEW."begun_by_id") OR OLD."call_id" IS DISTINCT FROM (NEW."call_id") OR OLD."case_number" IS DISTINCT FROM (NEW."case_number") OR OLD."case_serial" IS DISTINCT FROM (NEW."case_serial") OR OLD."case_year" IS DISTINCT FROM (NEW."case_year") OR OLD."certified" IS DISTINCT FROM (NEW."certified") OR OLD."changed_from_id" IS DISTINCT FROM (NEW."changed_from_id") OR OLD."checksum" IS DISTINCT FROM (NEW."checksum") OR OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."contact_name" IS DISTINCT FROM (NEW."contact_name") OR OLD."contact_phone" IS DISTINCT FROM (NEW."contact_phone") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."earmark_id" IS DISTINCT FROM (NEW."earmark_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."men" IS DISTINCT FROM (NEW."men") OR OLD."on_behalf" IS DISTINCT FROM (NEW."on_behalf") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."other_funding" IS DISTINCT FROM (NEW."other_funding") OR OLD."own_funding" IS DISTINCT FROM (NEW."own_funding") OR OLD."period_from" IS DISTINCT FROM (NEW."period_from") OR OLD."period_to" IS DISTINCT FROM (NEW."period_to") OR OLD."questionnaire_id" IS DISTINCT FROM (NEW."questionnaire_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."signed_by_id" IS DISTINCT FROM (NEW."signed_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."women" IS DISTINCT FROM (NEW."women"))', func='INSERT INTO "applications_applicationevent" ("amount", "as_submitted", "begun_by_id", "call_id", "case_number", "case_serial", "case_year", "certified", "changed_from_id", "checksum", "contact_email", "contact_name", "contact_phone", "county_id", "earmark_id", "id", "men", "on_behalf", "organisation_id", "other_funding", "own_funding", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "received_at", "signed_by_id", "state", "submitted_at", "title", "women") VALUES (NEW."amount", NEW."as_submitted", NEW."begun_by_id", NEW."call_id", NEW."case_number", NEW."case_serial", NEW."case_year", NEW."certified", NEW."changed_from_id", NEW."checksum", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."county_id", NEW."earmark_id", NEW."id", NEW."men", NEW."on_behalf", NEW."organisation_id", NEW."other_funding", NEW."own_funding", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."questionnaire_id", NEW."received_at", NEW."signed_by_id", NEW."state", NEW."submitted_at", NEW."title", NEW."women"); RETURN NULL;', hash='d0c14d2415b2065c7338ec2b14b53822f6d62c03', operation='UPDATE', pgid='pgtrigger_update_update_f714e', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='630c1c333f6d410f309a87e3bbbc3af261f9a94f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f572', table='applications_applicationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('application', 'sha256'), name='attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='caseseries',
            constraint=models.UniqueConstraint(fields=('county', 'year'), name='one_series_a_year'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.UniqueConstraint(fields=('application', 'key'), name='check_once'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('found', models.F('holds')), models.Q(('found', None), ('holds', True)), models.Q(('note', ''), _negated=True), _connector='OR'), name='check_gives_its_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_checkitemevent" ("application_id", "at", "by_id", "certain", "facts", "finding", "found", "holds", "id", "key", "label", "note", "paragraph", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."certain", NEW."facts", NEW."finding", NEW."found", NEW."holds", NEW."id", NEW."key", NEW."label", NEW."note", NEW."paragraph", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='0d7d9695415d2d68eb7a0b46ab9447794ee6e1cb', operation='INSERT', pgid='pgtrigger_insert_insert_9d68b', table='applications_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_checkitemevent" ("application_id", "at", "by_id", "certain", "facts", "finding", "found", "holds", "id", "key", "label", "note", "paragraph", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."certain", NEW."facts", NEW."finding", NEW."found", NEW."holds", NEW."id", NEW."key", NEW."label", NEW."note", NEW."paragraph", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='30d80e1164e1a21b7a2d8721eed47d3e43e3bf39', operation='UPDATE', pgid='pgtrigger_update_update_37f5d', table='applications_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='334447228f6919255b7b6bfa6d1d75bb7ccd5ff4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f43d5', table='applications_checkitemevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('application', 'user'), name='conflict_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflict',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_conflictevent" ("application_id", "declared_at", "ground", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."application_id", NEW."declared_at", NEW."ground", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='52b9f5f4f4f8441286c351eb7514ed0461691b9e', operation='INSERT', pgid='pgtrigger_insert_insert_4ea9e', table='applications_conflict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflict',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_conflictevent" ("application_id", "declared_at", "ground", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."application_id", NEW."declared_at", NEW."ground", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='d2113c9eb1b005b7d51dc67d62a10152ec2a9665', operation='UPDATE', pgid='pgtrigger_update_update_b20dd', table='applications_conflict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflictevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a3598d7126c75e2df13d0a4561dc9c54ccaf81c7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bd032', table='applications_conflictevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='cost_line_positive'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('sought'), '+', models.F('own')), '+', models.F('other'))), ('other__gte', 0), ('own__gte', 0), ('sought__gte', 0)), name='cost_line_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('other', 0), models.Q(('giver', ''), _negated=True), _connector='OR'), name='other_money_has_a_giver'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_costlineevent" ("amount", "application_id", "category_id", "description", "giver", "id", "monthly_pay", "other", "own", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sought", "year") VALUES (NEW."amount", NEW."application_id", NEW."category_id", NEW."description", NEW."giver", NEW."id", NEW."monthly_pay", NEW."other", NEW."own", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sought", NEW."year"); RETURN NULL;', hash='3a7490156faee644d74d5f790e3656364b393c8f', operation='INSERT', pgid='pgtrigger_insert_insert_6e547', table='applications_costline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_costlineevent" ("amount", "application_id", "category_id", "description", "giver", "id", "monthly_pay", "other", "own", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sought", "year") VALUES (NEW."amount", NEW."application_id", NEW."category_id", NEW."description", NEW."giver", NEW."id", NEW."monthly_pay", NEW."other", NEW."own", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sought", NEW."year"); RETURN NULL;', hash='e1cb8d68609955bd59ceb6ff3a7cecef451b7999', operation='UPDATE', pgid='pgtrigger_update_update_48da3', table='applications_costline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costlineevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbb7ffe9a8b49fdaa2e72479b05c3d5e99088afd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6be14', table='applications_costlineevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.UniqueConstraint(fields=('application', 'other'), name='likeness_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('application', models.F('other')), _negated=True), name='likeness_of_two'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='likeness_answered_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='likeness',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='add25089af534d8e4ce2bec1231cfb3ce7a0e64c', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_83608', table='applications_likeness', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['given', 'accepted'])), fields=('application', 'user'), name='one_mandate_per_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='27a6a0f26a4e25a5f0dd80dfec23e71b77dfc776', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_23bd5', table='applications_mandate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='48c3073a4343c1acf6d1d4a2560e893608bed0c3', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_8e81f', table='applications_message', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='147c6b36a46641de7691249d128c5c26b73ce0ea', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_dee31', table='applications_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notice',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='2837776558f4fbc3ae5322ec6d53d6b40844881f', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_48dff', table='applications_notice', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='partner',
            index=models.Index(fields=['org_nr'], name='partner_by_number'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(fields=('application', 'org_nr'), name='partner_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_partnerevent" ("application_id", "id", "name", "org_nr", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."application_id", NEW."id", NEW."name", NEW."org_nr", NEW."part", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place"); RETURN NULL;', hash='d9dd160292488809ceb8b4ddf842da518584f0f2', operation='INSERT', pgid='pgtrigger_insert_insert_9c5b0', table='applications_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_partnerevent" ("application_id", "id", "name", "org_nr", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."application_id", NEW."id", NEW."name", NEW."org_nr", NEW."part", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place"); RETURN NULL;', hash='4c2d9494df1c72d1da24537ddb4cd99ed63e0a11', operation='UPDATE', pgid='pgtrigger_update_update_27d22', table='applications_partner', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'signed'])), fields=('partner',), name='one_living_certificate'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='8e135d6c0511a435449c80063ffe0a760350c94f', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_92166', table='applications_certificate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f7a1b5386a1943b192c7934aab6e70f90e0685aa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2aa2d', table='applications_partnerevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['marks'], name='passage_marks'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.UniqueConstraint(fields=('application', 'question'), name='passage_once'),
        ),
        migrations.AddConstraint(
            model_name='possibleconflict',
            constraint=models.UniqueConstraint(fields=('application', 'user'), name='possible_conflict_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='possibleconflict',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='921cdff1f5df254908f29900c940c88e5767e56c', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_d7fdc', table='applications_possibleconflict', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('application', 'user', 'checksum', 'capacity', 'mandate'), name='signature_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3439cc675afb373509e58872442c28764363c911', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_af809', table='applications_signature', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='sought',
            index=models.Index(fields=['cut', 'call', 'key'], include=('count', 'amount'), name='sought_counter'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sought',
            trigger=pgtrigger.compiler.Trigger(name='fold', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() < 2 AND random() < 1.0 / 16)', func='\n                    WITH folded AS (\n                        DELETE FROM applications_sought WHERE id IN (\n                            SELECT id FROM applications_sought\n                            WHERE cut = NEW.cut AND call_id = NEW.call_id AND key = NEW.key\n                            FOR UPDATE SKIP LOCKED\n                        ) RETURNING count, amount\n                    )\n                    INSERT INTO applications_sought (call_id, cut, key, count, amount)\n                    SELECT NEW.call_id, NEW.cut, NEW.key, sum(count), sum(amount) FROM folded\n                    HAVING sum(count) <> 0 OR sum(amount) <> 0;\n                    RETURN NULL;\n                ', hash='05ad4c706287c3297227226a667053e06baa539a', operation='INSERT', pgid='pgtrigger_fold_45aea', table='applications_sought', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplement',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='f94132da0526f855a0e43a2f0f3d59dbe2292966', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_99f5f', table='applications_supplement', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='timing',
            index=models.Index(fields=['call', 'section'], name='application_call_id_7df377_idx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='namedmunicipality',
            trigger=pgtrigger.compiler.Trigger(name='counts_in_municipality', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM 1 FROM applications_application\n                WHERE id IN (OLD.application_id, NEW.application_id)\n                ORDER BY id FOR NO KEY UPDATE;\n            INSERT INTO applications_sought (call_id, cut, key, count, amount)\n            SELECT asked.call_id, 'municipality', side.key, sum(sign), sum(sign * asked.amount)\n            FROM (VALUES (-1, OLD.application_id, OLD.municipality_id::text),\n                         (1, NEW.application_id, NEW.municipality_id::text)) AS side (sign, id, key)\n            JOIN applications_application AS asked ON asked.id = side.id\n            WHERE asked.state NOT IN ('draft', 'withdrawn', 'dismissed', 'discontinued') GROUP BY asked.call_id, side.key\n            HAVING sum(sign) <> 0 OR sum(sign * asked.amount) <> 0;\n            RETURN NULL;\n        ", hash='2f840d7003fc9620494fa27e1f1c0ac1ce87e391', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_counts_in_municipality_83ed1', table='applications_application_municipalities', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='namedpriority',
            trigger=pgtrigger.compiler.Trigger(name='counts_in_priority', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM 1 FROM applications_application\n                WHERE id IN (OLD.application_id, NEW.application_id)\n                ORDER BY id FOR NO KEY UPDATE;\n            INSERT INTO applications_sought (call_id, cut, key, count, amount)\n            SELECT asked.call_id, 'priority', side.key, sum(sign), sum(sign * asked.amount)\n            FROM (VALUES (-1, OLD.application_id, OLD.priority_id::text),\n                         (1, NEW.application_id, NEW.priority_id::text)) AS side (sign, id, key)\n            JOIN applications_application AS asked ON asked.id = side.id\n            WHERE asked.state NOT IN ('draft', 'withdrawn', 'dismissed', 'discontinued') GROUP BY asked.call_id, side.key\n            HAVING sum(sign) <> 0 OR sum(sign * asked.amount) <> 0;\n            RETURN NULL;\n        ", hash='ce559fc70f1d0570566f31ec11e6b6a11b89f98f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_counts_in_priority_1b98b', table='applications_application_priorities', when='AFTER')),
        ),
    ]
