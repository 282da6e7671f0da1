"""What applicants type and hand in, made from the item's own definition."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from yangguang.platforms.power_library.queries import FormField, ItemDefinition

from .people import Person, company, person

T = TypeVar("T")

STREETS = ("中山大道", "解放大道", "京汉大道", "沿江大道", "建设路", "人民路", "东风路", "长江路")
# What people write into a field whose label holds the word; the first that fits is taken.
SAID = {
    "经营范围": ("热食类食品制售；自制饮品制售", "预包装食品销售；日用百货零售", "药品零售；医疗器械零售"),
    "诊疗科目": ("内科；口腔科", "全科医疗科", "中医科；康复医学科"),
    "执业范围": ("内科专业", "口腔专业", "全科医学专业"),
    "建设规模": ("新建厂房两栋，建筑面积约 12000 平方米，配套道路、给排水和绿化。",),
    "受伤": ("当日上午在车间搬运工件时右手被夹伤，工友当即送医，诊断为右手食指骨折。",),
    "身体状况": ("左下肢活动受限，行走须拄拐，已连续治疗两年。",),
    "困难情况": ("主要劳动力患病住院，医疗费自付部分较大，家中有一名在校学生，收入难以维持基本生活。",),
    "纠纷": ("双方就宅基地之间的通道使用发生争执，多次协商未果，请求组织调解。",),
    "案情": ("被拖欠三个月工资，无力聘请律师，请求法律援助。",),
    "事实和请求": ("争议地块由两户先后耕种，四至不清，请求依法确认使用权归属。",),
    "具体问题": ("请公开上年度村集体土地流转收入和支出明细。",),
    "原因": ("因路面管线接入施工需要。", "因身体原因，医院建议休养。"),
    "车牌": ("鄂A12P86、鄂A55K03",),
    "尺寸": ("6×1.2", "4.5×1.0", "8×1.5"),
    "学校": ("育才小学", "长春街小学"),
    "学科": ("语文", "数学", "英语", "物理"),
    "医院": ("市第一人民医院", "区妇幼保健院", "市中心医院"),
    "医疗机构": ("区人民医院", "百姓康门诊部"),
    "就医地": ("广东省深圳市", "浙江省杭州市", "上海市"),
    "诊所": ("同安口腔诊所", "益民中医诊所"),
    "店铺": ("美团外卖 · 江城小厨",),
    "字号": ("江城面馆", "老街便利店", "小巷花店"),
    "工程名称": ("滨江路综合楼工程", "科创园二期厂房工程"),
    "项目名称": ("年产五千吨冷链食品加工项目", "社区养老服务中心改造项目", "智能装配车间扩建项目"),
    "地块名称": ("村东二组承包地，东至水渠、南至村路、西至李家地、北至田埂",),
    "道路名称": ("建设路 12 号至 38 号段东侧人行道", "人民路与东风路交叉口北侧"),
    "地点": ("建设路 56 号附近", "人民路公交站"),
    "位置": ("村东头集体建设用地", "建设路 88 号沿街立面"),
    "河": ("府澴河下游右岸",),
    "部队": ("某部通信连",),
    "树种": ("杉木", "马尾松", "杨树"),
    "动物种类": ("生猪", "蛋鸡", "犬、猫"),
    "行业": ("餐饮业", "软件和信息技术服务业", "批发和零售业"),
    "用途": ("商业招牌安装", "自住", "仓储"),
    "岗位": ("社区保洁员", "网约配送员"),
    "委托代办": ("代办城乡居民基本养老保险参保登记",),
    "演出": ("新春民族音乐会", "城市青年话剧周"),
    "起讫地": ("武汉—荆门，途经孝感、天门",),
    "车辆情况": ("中型客车 3 辆，营运证齐全",),
    "期间": ("2025年全年",),
    "区域": ("江岸区行政区域内",),
    "残疾人证号": ("42010219850712122744",),
    "书号": ("鄂（2024）武汉市江岸不动产权第0018427号",),
    "证号": ("鄂（2024）0018427号",),
    "律师事务所": ("湖北楚信律师事务所", "湖北江城律师事务所"),
    "社会团体名称": ("江岸区摄影家协会", "江岸区餐饮行业协会"),
    "证编号": ("鄂2025-00387",),
    "编号": ("2026-00387",),
    "账号": ("6217 0028 7000 1234 567",),
    "伤残部位": ("右手", "左膝"),
    "情况": ("情况属实，有关证明随申请提交。",),
}
# Amounts that are about right, by a word of the label: from, up to (exclusive). Money in yuan.
NUMBERS = {
    "公顷": (1, 20),
    "平方米": (30, 400),
    "亩": (2, 60),
    "吨": (200, 8000),
    "千克": (4500, 49000),
    "立方米": (20, 300),
    "家庭人口": (2, 6),
    "共同申请": (1, 4),
    "层数": (1, 19),
    "年限": (15, 31),
    "缴费": (15, 31),
    "井深": (20, 120),
    "距最近": (210, 900),
    "座位": (20, 160),
    "计算机": (60, 180),
    "会员": (50, 160),
    "招生": (60, 360),
    "供餐": (80, 600),
    "头、只": (500, 5000),
    "箱": (10, 60),
    "客房": (20, 90),
    "车辆": (3, 40),
}
YUAN = {
    "人均月收入": (280, 780),
    "年收入": (6_000, 36_000),
    "租金": (900, 6_500),
    "流转费": (2_000, 40_000),
    "自负": (5_000, 80_000),
    "活动资金": (30_000, 200_000),
    "注册资": (100_000, 5_000_000),
    "合同价格": (500_000, 30_000_000),
    "成交价格": (400_000, 2_600_000),
    "总投资": (800_000, 60_000_000),
    "资产": (200_000, 3_000_000),
}
STILL_TO_COME = ("使用至", "到期", "计划", "预约", "首场", "终止日期", "结束", "延期至")
OF_OTHERS = ("女方", "男方", "配偶", "儿童", "婴儿", "新生儿", "被收养人", "另一方", "对方", "受让", "承租")
FIRMS = ("施工单位", "用人单位", "工作单位", "连锁总部", "执业机构")


def filled_form(definition: ItemDefinition, applicant: Person, rng: Random, today: date) -> dict[str, Any]:
    """Every field that must be answered, answered; fields shown only for some answers follow those answers."""
    answers: dict[str, Any] = {}
    for field in definition.fields:
        if field.group or (field.show_if and not _shown(field.show_if, answers)):
            continue
        if field.kind == "group":
            answers[field.key] = _rows(definition, field, rng, today)
        elif field.required or rng.random() < 0.5:
            answers[field.key] = _answer(field, applicant, rng, today)
        if field.kind == "date" and field.label == "出生日期" and _about_a_newborn(definition):
            answers[field.key] = (today - timedelta(days=rng.randrange(3, 28))).isoformat()
    return answers


def _rows(definition: ItemDefinition, group: FormField, rng: Random, today: date) -> list[dict[str, Any]]:
    """One to three rows, each of another person."""
    asked = [field for field in definition.fields if field.group == group.key and not field.show_if]
    rows = []
    for _row in range(max(group.least, min(rng.randrange(1, 4), group.most or 3))):
        someone = person(rng)
        rows.append({field.key: _answer(field, someone, rng, today) for field in asked})
    return rows


def _about_a_newborn(definition: ItemDefinition) -> bool:
    return any(word in field.label for field in definition.fields for word in ("婴儿", "新生儿"))


def _shown(condition: str, answers: dict[str, Any]) -> bool:
    key, _equals, value = condition.partition("=")
    return str(answers.get(key.strip(), "")) == value.strip()


def _answer(field: FormField, applicant: Person, rng: Random, today: date) -> Any:
    natural = applicant.identity[0] != "9"
    match field.kind:
        case "number":
            return _number(field.label, rng, today)
        case "money_cents":
            return rng.randrange(*_first(YUAN, field.label, (500, 90_000))) // 10 * 1000
        case "date":
            return _date(field.label, applicant, rng, today).isoformat()
        case "choice":
            return rng.choice(field.choices).value
        case "yes_no":
            return rng.choice(("yes", "no"))
        case "phone":
            return applicant.phone
        case "id_number":
            return applicant.identity if natural else person(rng).identity
        case "uscc":
            return company(rng).identity if natural else applicant.identity
        case "address":
            return f"{rng.choice(STREETS)}{rng.randrange(1, 300)}号"
        case _:
            text = _text(field, applicant, rng)
            return text[: field.max_length] if field.max_length else text


def _first(table: Mapping[str, T], label: str, otherwise: T) -> T:
    """What the table has for the first of its words that the label holds."""
    return next((value for word, value in table.items() if word in label), otherwise)


def _number(label: str, rng: Random, today: date) -> int:
    if "年度" in label or "年份" in label:
        return today.year if "年度" in label else today.year - rng.randrange(1, 9)
    return rng.randrange(*_first(NUMBERS, label, (1, 30)))


def _date(label: str, applicant: Person, rng: Random, today: date) -> date:
    """A birthday from the number of the identity card; else a day of the label's side of today."""
    if "出生" in label and "收养" not in label and applicant.identity[0] != "9":
        return date.fromisoformat(applicant.identity[6:14])
    if any(word in label for word in STILL_TO_COME):
        return today + timedelta(days=rng.randrange(20, 180))
    return today - timedelta(days=rng.randrange(5, 700))


def _text(field: FormField, applicant: Person, rng: Random) -> str:
    label = field.label
    natural = applicant.identity[0] != "9"
    if any(word in label for word in FIRMS) or (label == "企业名称" and natural):
        return company(rng).name
    if "姓名" in label or label.endswith(("人", "方", "者", "当事人")):
        own = label.startswith(("单位", "企业")) or natural
        another = any(word in label for word in OF_OTHERS) or not own
        return person(rng).name if another else applicant.name
    said = _first(SAID, label, ())
    if said:
        return rng.choice(said)
    examples = _examples(field.help)
    if examples:
        return "；".join(rng.sample(examples, min(2, len(examples))))
    return applicant.name if "名称" in label else "见所附材料"


def _examples(hint: str) -> Sequence[str]:
    """What the field's own help gives as examples: 例如：热食类食品制售、自制饮品制售."""
    _before, found, after = hint.partition("例如：")
    return [one for one in after.rstrip("。").split("、") if one] if found else []
