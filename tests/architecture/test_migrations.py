"""Models and migrations agree, and each app has one last migration."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("yangguang.")}


def test_no_model_change_lacks_its_migration() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # labels are part of the state, in the language of the source
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            loader.graph
        )
    missing = {
        app: [str(operation) for migration in migrations for operation in migration.operations]
        for app, migrations in changes.items()
        if app in OURS
    }
    assert missing == {}, "run: yangguang manage makemigrations"


def test_migrations_are_linear() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    merged = [
        str(key) for key, migration in loader.graph.nodes.items() if key[0] in OURS and _is_merge(migration)
    ]
    assert merged == []


def _is_merge(migration: object) -> bool:
    dependencies = getattr(migration, "dependencies", [])
    own = [app for app, _name in dependencies if app == getattr(migration, "app_label", None)]
    return len(own) > 1
