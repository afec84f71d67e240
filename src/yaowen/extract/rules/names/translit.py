"""Characters that newspapers spell foreign names with (译音用字), simplified script."""

from __future__ import annotations

import re

SIGNS = frozenset(
    "阿埃艾爱安昂奥巴拜班邦包保鲍贝本比彼宾波伯勃博布采查察长车彻茨慈措达戴丹当道得德登邓狄迪蒂蒙第丁东都杜敦多俄厄恩尔耳法凡范方菲费芬丰冯佛夫弗福富伏盖甘冈高戈哥格葛根古顾瓜圭果哈海汉杭豪浩赫黑亨"
    "洪侯胡华怀惠霍基吉计季加贾简江杰金津京久居卡开凯坎康考柯科克肯孔库夸奎昆扩拉腊莱赖兰朗劳勒雷蕾黎里理利莉立丽连列林琳灵龙隆卢鲁路露伦罗洛略马玛麦曼芒毛茂梅门孟米密敏明摩莫默姆木穆那纳乃奈南内尼年涅宁牛纽农努诺"
    "欧帕派潘庞佩彭蓬皮匹珀平泼普奇齐契恰钱强乔切钦青琼丘屈让热仁日荣茹儒瑞若萨塞赛桑瑟森沙莎尚绍舍申什圣施师史士舒朔斯司丝思松苏素索塔泰坦汤唐陶特滕提田廷统图托瓦娃万旺威韦维为魏温文沃乌伍武西希锡席夏香肖谢辛欣休许旭逊雅亚扬耶叶伊易因英尤于约宰赞泽曾扎詹珍芝治朱祖佐兹孜喀妮娜婕尕嘎佳娅芭薇碧蓓黛曦贡邱诗什伽瑙凌桥缪锐胥玻甫姬玖琪苔珂玫嘉洁霞奔毕滋裴坡蓝绥宗藏迈倪哲利罕摩菈"
    "顿韩柏渥翰珊茱贺卜寇娥恺聂蒋葳菁芮荻茵岱庇霖弥吕梭缅楠大杨洋阳祥信兴宏弘尧朴卓昌舜秀顺优善崔仓茜赵咪涛萝瑶"
)
_DOTS = "·•・‧∙."
DOTTED = re.compile(rf"[\u4e00-\u9fffA-Za-z.]{{1,12}}(?:[{_DOTS}-](?:[A-Z]\.?[{_DOTS}-])?[\u4e00-\u9fff]{{1,12}})+")
"""A name in parts: 巴沙尔·阿萨德. Its first and last part may still hold words that do not belong to it."""
DOT = re.compile(f"[{_DOTS}-]")


def is_spelt(text: str) -> bool:
    """Whether a text of two characters or more is all of such characters."""
    return len(text) >= 2 and all(sign in SIGNS or DOT.match(sign) for sign in text)
