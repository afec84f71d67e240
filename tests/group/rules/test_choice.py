from __future__ import annotations

import pytest

from yaowen.group.rules.choice import rate_headline


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("柳湾大桥发现裂缝后全面封闭", 900, True)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("震惊!柳湾大桥竟然裂了!!", 900, False)),
        (("柳灣大橋發現裂縫後全面封閉", 900, False), ("震驚！柳灣大橋竟然裂了！", 900, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("柳湾大桥发现裂缝后全面封…", 900, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("柳湾大桥发现裂缝后全面封闭", 60, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("一座大桥怎样变老：柳湾大桥的三十年", 1200, False)),
        (("Crack closes Willow Bay bridge to traffic", 900, False), ("Why Willow Bay bridge cracked", 1200, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("社评：大桥裂缝照出了什么样的养护", 900, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("封桥", 900, False)),
        (("柳湾大桥发现裂缝后全面封闭", 900, False), ("巡桥工人:我听见了桥墩的响声", 1200, False)),
        (("少年刷新全国攀岩纪录", 900, False), ("她送过三年外卖,爬的都是旧楼", 1200, False)),
        (
            ("Crack closes Willow Bay bridge to traffic", 900, False),
            ("“We heard it crack,” bridge keeper says", 1200, False),
        ),
        (("Crack closes Willow Bay bridge to traffic", 900, False), ("Shocking crack closes bridge!", 900, False)),
    ],
)
def test_the_whole_quiet_report_of_its_own_leads(better: tuple[str, int, bool], worse: tuple[str, int, bool]) -> None:
    assert rate_headline(better[0], better[1], is_copy=better[2]) > rate_headline(worse[0], worse[1], is_copy=worse[2])


def test_a_third_person_within_the_headline_costs_nothing() -> None:
    them, players = (rate_headline(f"教练称{who}已备战决赛", 900, is_copy=False) for who in ("他们", "队员"))
    assert them == players
