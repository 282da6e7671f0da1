"""What people think of the service they got: five levels, and words from those who have something to say."""

from random import Random

from .plots import Plot

SHARE_WHO_RATE = 0.45
STARS = (5, 4, 3, 2, 1)
USUALLY = (66, 22, 8, 3, 1)
AFTER_TROUBLE = (14, 20, 26, 24, 16)  # late, sent back twice, or refused
TROUBLE = {
    Plot.REFUSED,
    Plot.LATE,
    Plot.VERY_LATE,
    Plot.SLOW_STEP,
    Plot.SILENT,
    Plot.CORRECTED_TWICE,
    Plot.NOT_DELIVERED,
    Plot.ASKED_TOO_MUCH,
}
SILENT_ABOUT_GOOD = 0.6  # most of those who are content write nothing
WORDS = {
    5: (
        "办得很快，谢谢！",
        "一次就办好了，不用再跑。",
        "窗口的同志讲得很清楚。",
        "网上提交，第二天就通过了。",
    ),
    4: ("满意。", "比以前方便多了。", "流程清楚，就是表格有点长。"),
    3: ("还行，中间打电话问过一次进度。", "基本满意，希望再快一点。"),
    2: ("等的时间有点长。", "材料说明写得不够清楚，上传了两回。", "电话打了几次才有人接。"),
    1: ("来回跑了几趟。", "没有人主动告诉我办到哪一步了。"),
}
WORDS_AFTER = {
    Plot.LATE: ("承诺的日子过了才办下来，也没人提前说一声。",),
    Plot.VERY_LATE: ("拖了一个多月，店面房租白交了。", "超过法定期限才给结果，说不过去。"),
    Plot.SILENT: ("提交以后一个星期没有任何回音。",),
    Plot.CORRECTED_TWICE: ("补了一次又让补一次，为什么不一次说清楚？",),
    Plot.NOT_DELIVERED: ("早就批了，证一直没给我。",),
    Plot.ASKED_TOO_MUCH: ("窗口要我去开办事指南上没有的证明，后来又说不用了。",),
    Plot.REFUSED: ("没批下来，理由倒是写清楚了。", "现场检查只来了一次就不批。"),
    Plot.SLOW_STEP: ("卡在审查那一步好几天没动。",),
}


def rating_after(plot: Plot, rng: Random) -> tuple[int, str]:
    """Stars and words of somebody whose case had this plot."""
    stars = rng.choices(STARS, AFTER_TROUBLE if plot in TROUBLE else USUALLY)[0]
    if stars >= 4 and rng.random() < SILENT_ABOUT_GOOD:
        return stars, ""
    about_it = WORDS_AFTER.get(plot, ()) if stars <= 3 else ()
    return stars, rng.choice(about_it or WORDS[stars])
