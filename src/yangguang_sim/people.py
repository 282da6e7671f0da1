"""Invented people and companies with well-formed numbers, the same for the same seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yangguang.law.identifiers import build_citizen_id, build_uscc

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆范汪廖石金贾夏韦付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫")
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海波晓春雪冬琴佳宇浩然子轩欣怡梓涵思远雨桐嘉慧立新永福长生"
TRADES = (
    "餐饮",
    "食品",
    "商贸",
    "物流",
    "建筑",
    "医药",
    "文化传媒",
    "物业",
    "农业科技",
    "环保",
    "机械",
    "纺织",
)
FANCY = (
    "鑫源",
    "楚天",
    "江汉",
    "东湖",
    "长江",
    "荆楚",
    "汉水",
    "三峡",
    "武当",
    "清江",
    "恒泰",
    "瑞丰",
    "华茂",
    "天合",
)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    identity: str
    phone: str


def person(rng: Random, *, county_code: str = "420102") -> Person:
    surname = rng.choice(COMPOUND_SURNAMES) if rng.random() < 0.01 else rng.choice(SURNAMES)
    given = "".join(rng.sample(GIVEN, rng.choice((1, 2, 2, 2))))
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(60 * 365))
    identity = build_citizen_id(county_code, born, rng.randrange(1, 999))
    return Person(surname + given, identity, f"1{rng.choice('3589')}{rng.randrange(10**9):09d}")


def company(rng: Random, *, city: str = "武汉", county_code: str = "420102") -> Person:
    name = f"{city}{rng.choice(FANCY)}{rng.choice(TRADES)}有限公司"
    serial = "MA4" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _i in range(5))
    return Person(name, build_uscc("91", county_code, serial), f"027{rng.randrange(10**8):08d}")
