from django.urls import path, register_converter

from . import (
    adapt_views,
    bulk_views,
    code_views,
    edit_views,
    hall_views,
    history_views,
    list_views,
    matters_views,
    publishing_right_views,
    rounds_views,
    views,
)


class ImplementingCodeConverter:
    """31 characters: the public name of an entry."""

    regex = "[0-9A-Z]{31}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ImplementingCodeConverter, "implementing_code")

app_name = "library"
urlpatterns = [
    path("", views.search, name="search"),
    path("themes/", views.themes, name="themes"),
    path("matters/", matters_views.matters, name="matters"),
    path("matters/<slug:key>/", matters_views.matter, name="matter"),
    path("departments/", views.departments, name="departments"),
    path("places/", views.province, name="places"),
    path("places/<int:code>/", views.place, name="place"),
    path("codes/", code_views.codes, name="codes"),
    path("codes.csv", code_views.codes_csv, name="codes_csv"),
    path("codes.json", code_views.codes_data, name="codes_json"),
    path("codes/<int:code>/", code_views.local_codes, name="local_codes"),
    path("codes/<int:code>/record/", code_views.record, name="local_codes_record"),
    path("halls/<int:code>/", hall_views.hall, name="hall"),
    path("halls/<int:code>.csv", hall_views.hall_csv, name="hall_csv"),
    path("halls/<int:code>.json", hall_views.hall_data, name="hall_json"),
    path("halls/<int:code>/items/", hall_views.move, name="hall_move"),
    path("halls/<int:code>/outside/", hall_views.keep_out, name="hall_outside"),
    path("halls/<int:code>/unity/", hall_views.unity, name="hall_unity"),
    path("items/<slug:key>/", views.item, name="item"),
    path("items/<slug:key>/versions/", history_views.versions, name="versions"),
    path("items/<slug:key>/compare/", history_views.compare, name="compare"),
    path("changes.atom", history_views.changes, name="changes"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/<slug:key>/", list_views.one_list, name="list"),
    path("lists/<slug:key>.csv", list_views.list_csv, name="list_csv"),
    path("lists/<slug:key>.xlsx", list_views.list_xlsx, name="list_xlsx"),
    path("lists/<slug:key>.json", list_views.list_data, name="list_json"),
    path("edit/", edit_views.desk, name="edit"),
    path("edit/new/", edit_views.new_item, name="edit_new"),
    path("edit/items/<slug:key>/start/", edit_views.start, name="edit_start"),
    path("edit/items/<slug:key>/end/", edit_views.end_item, name="edit_end"),
    path("edit/bulk/", bulk_views.desk, name="bulk"),
    path("edit/bulk/list.csv", bulk_views.export_csv, name="bulk_csv"),
    path("edit/bulk/list.xlsx", bulk_views.export_xlsx, name="bulk_xlsx"),
    path("edit/bulk/<str:file_key>/", bulk_views.check, name="bulk_check"),
    path("edit/entries/<implementing_code:code>/", adapt_views.adapt, name="adapt"),
    path("edit/drafts/<int:proposal_id>/", edit_views.draft, name="draft"),
    path("edit/drafts/<int:proposal_id>/preview/", edit_views.preview, name="draft_preview"),
    path(
        "edit/drafts/<int:proposal_id>/sections/<slug:section>/",
        edit_views.edit_section,
        name="edit_section",
    ),
    path("edit/drafts/<int:proposal_id>/acts/<slug:step>/", edit_views.act, name="draft_act"),
    path("rights/<int:code>/", publishing_right_views.rights, name="rights"),
    path("rights/<int:code>/grant/", publishing_right_views.grant, name="rights_grant"),
    path("rights/<int:code>/end/", publishing_right_views.end, name="rights_end"),
    path("rounds/", rounds_views.rounds, name="rounds"),
    path("rounds/new/", rounds_views.open_round, name="round_open"),
    path("rounds/changes/", rounds_views.changes, name="round_changes"),
    path("rounds/<int:round_id>/", rounds_views.one_round, name="round"),
    path("rounds/<int:round_id>/balance.csv", rounds_views.balance_csv, name="round_csv"),
    path("rounds/<int:round_id>/balance.json", rounds_views.balance_data, name="round_json"),
    path("rounds/<int:round_id>/lines/", rounds_views.add_line, name="round_line"),
    path(
        "rounds/<int:round_id>/lines/<int:line_id>/remove/",
        rounds_views.remove_line,
        name="round_line_remove",
    ),
    path("rounds/<int:round_id>/<slug:step>/", rounds_views.act, name="round_act"),
    path("<implementing_code:code>/", views.guide, name="guide"),
    path("<implementing_code:code>.json", views.guide_data, name="guide_json"),
    path("<implementing_code:code>/guide.pdf", views.guide_pdf, name="guide_pdf"),
    path("<implementing_code:code>/form.pdf", views.form_pdf, name="form_pdf"),
    path("<implementing_code:code>/example.pdf", views.example_pdf, name="example_pdf"),
]
