"""What the public may read of a person. Identity numbers are never shown to the public at all, masked or not."""

# Double surnames that are still in use; a name that begins with one keeps both characters.
_DOUBLE_SURNAMES_TEXT = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容
    仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
    段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五
"""
_DOUBLE_SURNAMES = frozenset(_DOUBLE_SURNAMES_TEXT.split())
_MIDDLE_DOTS = "·•・"


def mask_name(name: str, *, company: bool = False) -> str:
    """``张三丰`` → ``张**``, ``欧阳锋`` → ``欧阳*``, ``买买提·艾力`` → ``买**·**``; a company's name is public.

    Whether it is a company is said by the caller: no length or ending tells a company from a person safely.
    """
    name = name.strip()
    if company:
        return name
    for dot in _MIDDLE_DOTS:
        if dot in name:
            first, *rest = name.split(dot)
            return dot.join([_keep(first, 1), *("*" * len(part) for part in rest)])
    if name.isascii():
        return " ".join(_keep(word, 1) for word in name.split())
    return _keep(name, 2 if len(name) > 2 and name[:2] in _DOUBLE_SURNAMES else 1)


def mask_phone(phone: str) -> str:
    """``13812345678`` → ``138****5678``; shorter numbers keep their last two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    return "*" * max(0, len(digits) - 2) + digits[-2:]


def mask_identity(number: str) -> str:
    """For the person's own pages only: ``420106199001011234`` → ``420***********1234``."""
    if len(number) <= 7:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def _keep(word: str, count: int) -> str:
    return word[:count] + "*" * max(0, len(word) - count)
