"""One document of each kind with the facts that the platforms hand over, for every test that draws one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from yangguang.foundations.documents.kinds import DocumentKind

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

_CASE = {
    "case_number": "11420102MB1686999B4420131004W01202603020012",
    "item": "食品经营许可（新办）",
    "body": "武汉市江岸区市场监督管理局",
    "consult_phone": "027-82731234",
    "complaint_phone": "027-12345",
    "handler": "陈晓兰",
}
_REMEDIES = (
    "对本决定不服的，可以自收到本决定之日起六十日内，向武汉市江岸区人民政府申请行政复议。\n"
    "也可以自收到本决定之日起六个月内，依法向武汉市江岸区人民法院提起行政诉讼。"
)
_BASIS = ["《中华人民共和国食品安全法》第三十五条", "《食品经营许可和备案管理办法》第四条"]


def _explanation() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    day = date(2026, 2, 2)
    while day <= date(2026, 3, 19):
        if day == date(2026, 2, 2):
            rows.append(_row(day, False, "起算之日不计入", "民法典第二百零一条"))
        elif date(2026, 2, 15) <= day <= date(2026, 2, 23):
            rows.append(_row(day, False, "春节放假", "国办发明电〔2025〕7号"))
        elif day in (date(2026, 2, 14), date(2026, 2, 28)):
            rows.append(_row(day, True, "调休上班", "国办发明电〔2025〕7号"))
        elif day.weekday() >= 5:
            rows.append(_row(day, False, "周末", "国务院关于职工工作时间的规定第七条"))
        else:
            rows.append(_row(day, True, "工作日", "行政许可法第八十二条"))
        day += timedelta(days=1)
    return rows


def _row(day: date, counted: bool, why: str, citation: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "counted": counted, "why": why, "citation": citation}


_ORDER = {
    "order_number": "D420102-2026-0003",
    "body": "武汉市江岸区市场监督管理局",
    "demand": "立即办结，查明逾期原因，并于五个工作日内书面答复。",
    "basis": "行政许可法第六十条、第七十四条",
    "recipients": ["武汉市江岸区市场监督管理局局长"],
    "answer_due": "2026-03-27",
    "cards": [
        {
            "number": "R420102-2026-0001",
            "level": "红牌",
            "item": "食品经营许可",
            "case_number": "4201-1",
            "finding": "办理时间已超过法定期限",
            "due_at": "2026-03-12T16:00:00+00:00",
        }
    ],
    "findings": [],
    "follows": "",
    "clocks": [
        {
            "card": "R420102-2026-0001",
            "item": "食品经营许可",
            "rows": [
                {
                    "first": "2026-03-02",
                    "last": "2026-03-06",
                    "counted": "计入",
                    "why": "工作日",
                    "citation": "",
                },
            ],
        }
    ],
}
_CARD = _CASE | {
    "responsible": "审查人员（张建国）",
    "step": "实质审查",
    "rule": "超过承诺期限",
    "rule_version": "hubei-2026-01",
    "limit": "15wd",
    "started_at": "2026-02-02T02:00:00+00:00",
    "due_at": "2026-02-27T16:00:00+00:00",
    "explanation": _explanation(),
    "recipients": ["张建国（审查人员）", "李志远（部门负责人）", "王春梅（监察人员）"],
}

_FEES = [
    {
        "name": "不动产登记费（住宅）",
        "standard": "每件80元",
        "basis": "《中华人民共和国民法典》第二百二十三条",
        "due": "80.00元",
    }
]

FACTS: dict[DocumentKind, dict[str, Any]] = {
    DocumentKind.RECEIPT: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "received_at": AT.isoformat(),
        "channel": "窗口",
        "tracking_code": "K7PW3M9D",
        "promised_limit": "8wd",
        "statutory_limit": "20wd",
        "materials": [
            {"name": "食品经营许可申请书", "form": "电子", "originals": 1, "photocopies": 0},
            {"name": "与食品经营相适应的主要设备设施、经营布局、操作流程等文件", "form": "电子", "originals": 1, "photocopies": 0},
            {"name": "食品安全规章制度", "form": "纸质", "originals": 1, "photocopies": 1},
        ],
        "missing": ["法定代表人身份证明"],
    },
    DocumentKind.ACCEPTANCE: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "received_at": AT.isoformat(),
        "accepted_at": "2026-03-03",
        "deemed": False,
        "basis": _BASIS,
        "promised_limit": "8wd",
        "statutory_limit": "20wd",
        "promised_due": "2026-03-13T16:00:00+00:00",
        "statutory_due": "2026-03-31T16:00:00+00:00",
    },
    DocumentKind.TOLERANCE: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "materials": [{"name": "食品安全规章制度目录清单", "standard": "列明制度名称，加盖公章"}],
        "promise": "本单位承诺在五个工作日内补交上述材料，逾期未补交的，视为撤回申请",
        "supply_limit": "5wd",
        "supply_by": "2026-03-09",
        "consequence": "逾期未补交的，视为撤回申请，您可以重新申请",
    },
    DocumentKind.COMMITMENT: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "conditions": ["场所所在建筑依法通过消防验收", "疏散通道、安全出口畅通"],
        "content": "场所符合消防技术标准和管理规定，投入使用后保持消防安全条件",
        "liability": "核查发现承诺内容与实际不符的，责令停止使用并处罚款；承诺失实的依法撤销许可",
        "basis": ["《中华人民共和国消防法》第十五条"],
        "check_limit": "60wd",
        "check_due": "2026-05-27T16:00:00+00:00",
        "signed_by": "陈建国",
    },
    DocumentKind.RECTIFICATION: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "content": "场所符合消防技术标准和管理规定，投入使用后保持消防安全条件",
        "facts": "二层安全出口上锁，疏散通道堆放杂物",
        "checkers": "王春梅、李志远",
        "correct_by": "2026-03-16",
        "consequence": "逾期未整改或者整改后仍与承诺不符的，依法撤销原决定",
    },
    DocumentKind.REVOCATION: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "revoked": ["武汉市江岸区消防救援大队准〔2026〕87号"],
        "facts": "整改期满后复查，二层安全出口仍上锁",
        "reasons": "承诺失实，且未在限期内整改",
        "basis": ["《中华人民共和国行政许可法》第六十九条第二款", *_BASIS],
        "remedies": _REMEDIES,
        "decided_at": "2026-03-18",
    },
    DocumentKind.LICENCE_END: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "how": "撤回",
        "licence": "武汉市江岸区市监局证〔2026〕87号",
        "identifier": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "revoked": ["武汉市江岸区市监局证〔2026〕87号"],
        "facts": "所在街区列入征收范围",
        "reasons": "准予许可所依据的客观情况发生重大变化",
        "heard_on": "2026-03-12",
        "compensation": "按评估价补偿设备搬迁损失",
        "basis": ["《中华人民共和国行政许可法》第八条第二款"],
        "remedies": _REMEDIES,
        "decided_at": "2026-03-18",
    },
    DocumentKind.SITE_RECORD: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "place": "大智街道友益街12号一层",
        "checked_on": "2026-03-09",
        "officers": ["刘国强", "周文静"],
        "findings": "粗加工、烹饪、备餐分区，流程不交叉；二次更衣间已设",
        "verdict": "符合要求",
        "present": "王玉华（店长）",
        "objection": "没有异议",
    },
    DocumentKind.HEARING_NOTICE: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "ground": "申请人、利害关系人申请听证（行政许可法第四十七条）",
        "begins_at": "2026-03-20T01:30:00+00:00",
        "place": "江岸区政务服务中心三楼听证室",
        "chair": "何立新",
    },
    DocumentKind.HEARING_RECORD: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "begins_at": "2026-03-20T01:30:00+00:00",
        "place": "江岸区政务服务中心三楼听证室",
        "chair": "何立新",
        "participants": "王玉华（申请人），周海涛（居民代表）",
        "statements": "居民代表认为排烟管道距窗户过近；申请人出示整改方案",
    },
    DocumentKind.CORRECTION: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "items": [
            {"material": "法定代表人身份证明", "problem": "缺少", "required": "提交有效期内的身份证正反面照片，四角完整、字迹清晰"},
            {"material": "经营布局图", "problem": "不符合要求", "required": "标明各功能区面积和食品加工流向，与现场一致"},
            {"material": "房屋使用证明", "problem": "已过期", "required": "提交仍在租赁期内的租赁合同或者产权证明"},
        ],
        "answer_by": "2026-03-16",
        "consequence": "逾期未补正的，本次申请按未补正办结，您可以重新申请",
    },
    DocumentKind.DECLINE: _CASE
    | {
        "applicant": "王玉华",
        "reasons": "申请的经营场所位于武汉市江汉区，不属于本机关职权范围。",
        "right_body": "武汉市江汉区市场监督管理局",
        "remedies": _REMEDIES,
    },
    DocumentKind.SPECIAL_PROCEDURE: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "procedure": "专家评审",
        "started_at": "2026-03-09",
        "expected_limit": "10个工作日",
        "reason": "经营项目包括冷食类食品制售，需要专家对专间布局进行评审。",
    },
    DocumentKind.EXTENSION: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "original_due": "2026-03-31T16:00:00+00:00",
        "new_due": "2026-04-15T16:00:00+00:00",
        "by_limit": "10wd",
        "reason": "现场核查发现布局与图纸不一致，申请人正在整改，需要再次核查。",
        "approver": "局长",
    },
    DocumentKind.FEE_NOTICE: _CASE
    | {
        "applicant": "陈晓兰",
        "fees": _FEES,
        "total": "80.00元",
        "waiver": "",
        "due_before": "送达结果之前",
    },
    DocumentKind.FEE_RECEIPT: _CASE
    | {
        "applicant": "陈晓兰",
        "fees": _FEES,
        "total": "80.00元",
        "order_number": "F20260302000000000001",
        "paid_at": AT.isoformat(),
    },
    DocumentKind.GRANT: _CASE
    | {
        "applicant": "武汉大智小馆餐饮有限公司",
        "result": "食品经营许可证",
        "basis": _BASIS,
        "conditions": "冷食类食品须在专间内制作。\n从业人员每年进行健康检查。",
        "valid_from": "2026-03-11",
        "valid_to": "2031-03-11",
        "decided_at": "2026-03-11",
    },
    DocumentKind.REFUSAL: _CASE
    | {
        "applicant": "王玉华",
        "facts": "2026年3月9日，两名核查人员到现场核查，发现经营场所距离露天垃圾堆放点不足十米，且没有设置专用的餐饮具清洗消毒设施。",
        "reasons": "经营场所环境和设备设施不符合保证食品安全的法定条件。",
        "basis": ["《中华人民共和国食品安全法》第三十三条第一款第一、二项", *_BASIS],
        "remedies": _REMEDIES,
        "decided_at": "2026-03-12",
    },
    DocumentKind.LICENCE: _CASE
    | {
        "holder": "武汉大智小馆餐饮有限公司",
        "result": "食品经营许可证",
        "scope": "热食类食品制售，冷食类食品制售，自制饮品制售",
        "valid_from": "2026-03-11",
        "valid_to": "2031-03-11",
        "identifier": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    },
    DocumentKind.SERVICE: _CASE
    | {
        "documents": ["武汉市江岸区市监局准〔2026〕87号", "武汉市江岸区市监局证〔2026〕87号"],
        "person": "王玉华",
        "mode": "电子送达",
        "served_at": "2026-03-12",
    },
    DocumentKind.WARNING: _CARD | {"rule": "承诺期限届满前两个工作日"},
    DocumentKind.YELLOW_CARD: _CARD | {"overdue": "1个工作日", "answer_due": "2026-03-20"},
    DocumentKind.RED_CARD: _CARD | {"rule": "超过法定期限", "overdue": "3个工作日", "answer_due": "2026-03-20"},
    DocumentKind.SUPERVISION_ORDER: _ORDER,
    DocumentKind.RECOMMENDATION: _ORDER | {"follows": "D420102-2026-0003"},
    DocumentKind.INSPECTION_ORDER: _ORDER | {"cards": [], "clocks": [], "findings": ["窗口无人在岗，未放置去向牌"]},
}  # fmt: skip
