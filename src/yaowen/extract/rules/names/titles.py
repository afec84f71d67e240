"""Words that stand before a person's name or say what somebody is: 总统, 发言人, 公司 (simplified script)."""

from __future__ import annotations

import re

from yaowen.base.text.words import word_set

OFFICES = word_set(
    """
    总统 副总统 总理 副总理 首相 副首相 主席 副主席 国家主席 总书记 书记 副书记 委员 委员长 常委 部长 副部长 大臣
    国务卿 国务委员 财长 外长 防长 司长 副司长 局长 副局长 处长 科长 厅长 副厅长 署长 副署长 院长 副院长 行长 副行长
    省长 副省长 市长 副市长 州长 副州长 区长 县长 镇长 乡长 村长 里长 议长 副议长 议员 参议员 众议员 立委 立法委员
    市议员 国会议员 代表 特使 大使 公使 领事 总领事 参赞 发言人 新闻官 秘书 秘书长 副秘书长 幕僚长 总干事 专员
    高级专员 法官 大法官 检察官 检察长 总检察长 司令 司令员 副司令 总司令 上将 中将 少将 准将 上校 中校 少校 将军
    元帅 参谋长 警长 警察局长 警官 队长 大队长 支队长 官员 高官 国王 女王 王储 王子 公主 教宗 教皇 主教 枢机 领导人
    领袖 党魁 党主席 候选人 提名人 当选人 顾问 主任 副主任 组长 特首 行政长官 司令官 国安顾问 外交官 议会议长
    政务委员 政委 干事 督察 总督 酋长 苏丹 埃米尔 指挥官 副手 理事长 干事长 官房长官 长官
    """
)
"""Offices: whoever bears one speaks as an official."""

ROLES = word_set(
    """
    总裁 副总裁 董事长 副董事长 总经理 副总经理 经理 首席执行官 执行长 首席财务官 首席经济学家 首席 行政总裁 创办人
    创始人 联合创始人 负责人 会长 副会长 社长 台长 总编辑 主编 编辑 记者 主播 主持人 教授 副教授 讲师 博士 研究员
    副研究员 院士 学者 专家 经济学家 科学家 分析师 策略师 工程师 设计师 医生 医师 护士 校长 副校长 教师 老师 教练
    主教练 总教练 队员 球员 选手 运动员 前锋 后卫 中锋 门将 投手 导演 演员 歌手 作家 诗人 画家 音乐家 制片人 编剧
    模特儿 作者 律师 会计师 商人 企业家 富豪 大亨 首富 神父 牧师 修女 僧人 住持 活动人士 维权人士 异见人士 民运人士
    人士 先生 女士 小姐 太太 夫人 遗孀 妻子 丈夫 父亲 母亲 儿子 女儿 弟弟 哥哥 姐姐 妹妹 男子 女子 男孩 女孩 少年
    少女 居民 村民 市民 民众 网友 网民 学生 家长 家属 亲友 邻居 同事 司机 乘客 旅客 游客 店主 老板 员工 工人 农民
    渔民 消费者 投资者 患者 病人 受害人 受害者 目击者 嫌犯 嫌疑人 被告 原告 证人 知情者 消息人士 知情人士 分析人士
    业内人士 观察人士 观察家 评论员 评论家 时评人 策展人 主管 高管 总监 董事 股东 合伙人 创作者 研究者 研究人员
    工作人员 医护人员 救援人员 官员们 成员 志愿者 义工 助理 秘书 教父 巨头 球星 巨星 明星 影星 天后 天王 名将 老将
    新秀 首脑 头目 头子 大佬 领队 舰长 船长 机长 飞行员 宇航员 航天员 士兵 军官 警察 消防员 英雄 传人 后裔 继承人
    前妻 前夫 女友 男友 未婚妻 同学 室友 助教 助手 群众 人员 者 迷 粉丝 读者 观众 用户 业者 候选人 支持者 反对者
    抗议者 示威者 难民 移民 华人 华裔 男星 女星 艺人 主厨 厨师 监制 影评人 导师 学者们 法学家 历史学家 经济师
    气象学家 摄影师 模特 舞者 网红
    """
)
"""Professions, kin and roles: whoever bears one speaks as a person."""

BODIES = word_set(
    """
    公司 集团 银行 央行 企业 厂商 厂 机构 组织 协会 学会 联盟 联合会 基金会 基金 大学 学院 学校 医院 法院 法庭
    检察院 检察署 警方 警察局 警局 公安局 公安 军方 空军 海军 陆军 国防部 外交部 委员会 研究所 研究院 研究中心 中心
    实验室 智库 俱乐部 球队 工会 公会 商会 教会 教廷 梵蒂冈 议会 国会 参议院 众议院 立法院 行政院 监察院 国务院 人大
    政协 党 民主党 共和党 国民党 民进党 政党 党团 部门 部 局 署 厅 处 办 院 委 会 台办 国台办 港澳办 陆委会 卫健委
    发改委 疾控中心 世卫 世卫组织 世贸组织 联合国 欧盟 北约 东盟 安理会 总部 支队 大队 中队 分局 派出所 城管 交管所
    交警 特警 气象台 天文台 剧院 博物馆 图书馆 指挥部 指挥中心 大使馆 领事馆 使馆 航空 航空公司 平台 网站 当局 官方
    方面 院方 校方 厂方 店方 馆方 资方 劳方 业界 团体 阵营 团队 工作组 代表团 小组 集团军 司令部 法人 政府 市政府
    省政府 县政府 州政府 内阁 总统府 白宫 克里姆林宫 五角大楼 唐宁街 青瓦台 府 队 军 社 军团 战队 武装 民兵 公关
    事务所 工作室 游戏 出版社 剧团 电视台 联储 美联储 美军 俄军 乌军 日军 解放军 中方 美方 日方 俄方 乌方 台方 韩方
    英方 欧方 港方 双方 各方 港府 美政府 中共 中央 塔利班 哈马斯 真主党
    """
)
"""Endings of organisations."""

GOVERNMENTS = word_set(
    """
    政府 市政府 省政府 县政府 州政府 当局 内阁 总统府 白宫 克里姆林宫 五角大楼 唐宁街 青瓦台 国务院 行政院 外交部
    国防部 商务部 财政部 司法部 卫生部 内政部 国台办 港澳办 陆委会 中方 美方 日方 俄方 乌方 台方 韩方 英方 欧方 港方
    港府 官方 军方 警方 北京 华盛顿 莫斯科 台北 东京 首尔 平壤 伦敦 巴黎 柏林 布鲁塞尔 德黑兰 基辅 新德里 堪培拉
    渥太华 耶路撒冷 安卡拉 大马士革 中南海 美军 俄军 乌军 日军 解放军 中共
    """
)
"""Governments and the places that stand for them (metonyms)."""

_LONGEST = 6
TITLES = OFFICES | ROLES


def title_end(text: str) -> str | None:
    """The longest title that a text ends with."""
    return _longest_end(text, TITLES)


def body_end(text: str) -> str | None:
    """The longest ending of an organisation that a text ends with."""
    return _longest_end(text, BODIES)


def _longest_end(text: str, words: frozenset[str]) -> str | None:
    return next((text[-size:] for size in range(min(_LONGEST, len(text)), 0, -1) if text[-size:] in words), None)


def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted((word for word in words if len(word) > 1), key=len, reverse=True)))


TITLE_INSIDE = _any_of(TITLES)
"""Any title of two characters or more."""
OFFICE_INSIDE = _any_of(OFFICES)
"""Any office of two characters or more."""
