import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('applications', '0001_initial'),
        ('grants', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('recipient', models.CharField(max_length=150, verbose_name='recipient')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('summary', models.TextField(verbose_name='summary')),
                ('target_group', models.TextField(blank=True, verbose_name='target group')),
                ('results', models.TextField(verbose_name='results')),
                ('learned', models.TextField(verbose_name='what was learned')),
                ('did_not_work', models.TextField(blank=True, verbose_name='what did not work')),
                ('women', models.PositiveIntegerField(verbose_name='participants, women')),
                ('men', models.PositiveIntegerField(verbose_name='participants, men')),
                ('granted', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='granted')),
                ('used', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='used')),
                ('is_example', models.BooleanField(default=False, verbose_name='contains example text')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='swedish', weight='A'), '||', django.contrib.postgres.search.SearchVector('recipient', config='swedish', weight='A'), django.contrib.postgres.search.SearchConfig('swedish')), '||', django.contrib.postgres.search.SearchVector('summary', config='swedish', weight='B'), django.contrib.postgres.search.SearchConfig('swedish')), '||', django.contrib.postgres.search.SearchVector('results', config='swedish', weight='C'), django.contrib.postgres.search.SearchConfig('swedish')), '||', django.contrib.postgres.search.SearchVector('learned', config='swedish', weight='C'), django.contrib.postgres.search.SearchConfig('swedish')), '||', django.contrib.postgres.search.SearchVector('did_not_work', config='swedish', weight='C'), django.contrib.postgres.search.SearchConfig('swedish')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('state', models.CharField(choices=[('draft', 'draft'), ('reviewed', 'reviewed'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_index=True, default='draft', max_length=50, verbose_name='state')),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='applications.application')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='grants.county')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='grants.fund')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='grants.municipality')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': ['-year', '-granted', 'pk'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='entry_search'), models.Index(fields=['state', '-year', '-granted'], name='catalog_ent_state_966381_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('granted__gt', 0), ('used__gte', 0), ('used__lte', models.F('granted'))), name='entry_used_within_granted')],
            },
        ),
        migrations.CreateModel(
            name='EntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('recipient', models.CharField(max_length=150, verbose_name='recipient')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('summary', models.TextField(verbose_name='summary')),
                ('target_group', models.TextField(blank=True, verbose_name='target group')),
                ('results', models.TextField(verbose_name='results')),
                ('learned', models.TextField(verbose_name='what was learned')),
                ('did_not_work', models.TextField(blank=True, verbose_name='what did not work')),
                ('women', models.PositiveIntegerField(verbose_name='participants, women')),
                ('men', models.PositiveIntegerField(verbose_name='participants, men')),
                ('granted', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='granted')),
                ('used', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='used')),
                ('is_example', models.BooleanField(default=False, verbose_name='contains example text')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('reviewed', 'reviewed'), ('published', 'published'), ('withdrawn', 'withdrawn')], default='draft', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county')),
                ('fund', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.fund')),
                ('municipality', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.municipality')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.entry')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='317123567a465707b106b9697afc8aa45df41ef6', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_42e73', table='catalog_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "catalog_entryevent" ("application_id", "county_id", "did_not_work", "fund_id", "granted", "id", "is_example", "learned", "men", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "recipient", "results", "state", "summary", "target_group", "title", "used", "women", "year") VALUES (NEW."application_id", NEW."county_id", NEW."did_not_work", NEW."fund_id", NEW."granted", NEW."id", NEW."is_example", NEW."learned", NEW."men", NEW."municipality_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."recipient", NEW."results", NEW."state", NEW."summary", NEW."target_group", NEW."title", NEW."used", NEW."women", NEW."year"); RETURN NULL;', hash='45bfe2bb10151664f273aec1995335dc04c30c1b', operation='INSERT', pgid='pgtrigger_insert_insert_34c50', table='catalog_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."did_not_work" IS DISTINCT FROM (NEW."did_not_work") OR OLD."fund_id" IS DISTINCT FROM (NEW."fund_id") OR OLD."granted" IS DISTINCT FROM (NEW."granted") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_example" IS DISTINCT FROM (NEW."is_example") OR OLD."learned" IS DISTINCT FROM (NEW."learned") OR OLD."men" IS DISTINCT FROM (NEW."men") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."recipient" IS DISTINCT FROM (NEW."recipient") OR OLD."results" IS DISTINCT FROM (NEW."results") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."target_group" IS DISTINCT FROM (NEW."target_group") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."used" IS DISTINCT FROM (NEW."used") OR OLD."women" IS DISTINCT FROM (NEW."women") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "catalog_entryevent" ("application_id", "county_id", "did_not_work", "fund_id", "granted", "id", "is_example", "learned", "men", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "recipient", "results", "state", "summary", "target_group", "title", "used", "women", "year") VALUES (NEW."application_id", NEW."county_id", NEW."did_not_work", NEW."fund_id", NEW."granted", NEW."id", NEW."is_example", NEW."learned", NEW."men", NEW."municipality_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."recipient", NEW."results", NEW."state", NEW."summary", NEW."target_group", NEW."title", NEW."used", NEW."women", NEW."year"); RETURN NULL;', hash='52d9258cdf3530ae497a28ddf8ff839bf08fd073', operation='UPDATE', pgid='pgtrigger_update_update_8d1d1', table='catalog_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f4ba244725ecfad6e85fc66961ac834c37a3a306', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5b3a5', table='catalog_entryevent', when='BEFORE')),
        ),
    ]
