from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerOperationConfig(AppConfig):
    name = "yangguang.platforms.power_operation"
    label = "power_operation"
    verbose_name = _("行政权力网上运行平台")

    def ready(self) -> None:
        from yangguang.foundations.documents.access import register_evidence_access, register_subject_access
        from yangguang.foundations.web.navigation import register_navigation
        from yangguang.foundations.web.panels import register_panel
        from yangguang.platforms.power_library.services import register_consequences

        from .access import may_read_documents, may_read_evidence
        from .joint_access import may_read_joint_documents
        from .navigation import ENTRIES
        from .panels import (
            check_licence,
            licence_on_document,
            part_of_joint,
            queue_of_place,
            queue_on_guide,
            take_in_matter,
            zero_fees_on_guide,
        )
        from .round_consequences import open_cases

        register_subject_access("case:", may_read_documents)
        register_subject_access("joint:", may_read_joint_documents)
        register_evidence_access(may_read_evidence)
        register_consequences(open_cases)
        register_panel("guide_head", zero_fees_on_guide, ordinal=40)
        register_panel("matter_page", take_in_matter, ordinal=20)
        register_panel("guide_foot", queue_on_guide, ordinal=20)
        register_panel("place_page", queue_of_place, ordinal=10)
        register_panel("document_check", check_licence, ordinal=10)
        register_panel("document_page", licence_on_document, ordinal=10)
        register_panel("case_page", part_of_joint, ordinal=10)
        register_navigation(*ENTRIES)
