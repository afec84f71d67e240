"""The lexicon of cues: words that say that somebody says something, and the look-alikes that do not.

All in simplified script: texts are folded before they are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yaowen.base.text.words import word_set
from yaowen.base.words import Stance

Frame = Literal["speech", "act", "report", "refuse"]
"""speech: takes a clause, often after a comma; act: a verb whose object is what is said of; report: 报道, whose
subject is an outlet; refuse: the whole cue is the statement."""


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Cues of one kind. `strong` ones need no proof that their subject can speak."""

    stance: Stance
    frame: Frame
    strong: bool
    words: frozenset[str]


GROUPS = (
    CueGroup(
        "say",
        "speech",
        True,
        word_set("""
        说 说道 表示 称 声称 宣称 指称 辩称 坚称 诡称 谎称 指出 强调 重申 透露 披露 直言 坦言 写道 补充道 补充
        解释道 解释 介绍道 介绍 谈到 谈及 提到 提及 表态 明言 断言 放话 呛声 感叹 感慨 讲道 谈道 笑道 喊道 叹道 转述
        爆料 吐槽 申明 反驳 反驳道 驳斥 澄清 回应道 回应 答道 回答 评论道 评论 告诉 告知 表明 表达 描述 形容 分析道
        分析 总结道 自称 称说 讲 回忆道 回忆 戏称 笑称 通报 陈述 供述 述说 阐述 主张 披露称
    """),
    ),
    CueGroup("say", "speech", False, word_set("指 引述 援引 显示")),
    CueGroup(
        "say",
        "speech",
        False,
        word_set("""
        说明 补充说明 举例 自述 直呼 高呼 惊呼 疾呼 大喊 嘱咐 叮嘱 辩解 狡辩 点评 评价 解读 剖析 慨叹 哀叹
        自曝 揭露 转告 反映 声明 辩护 申辩 抗辩 通知 暗示 提出 呼喊 高喊 揶揄 调侃 挖苦 打趣
    """),
    ),
    CueGroup("say", "report", False, word_set("报道 报导 消息 报告")),
    CueGroup("believe", "speech", True, word_set("认为 相信 深信 坚信 觉得 得出结论认为 得出结论")),
    CueGroup(
        "believe",
        "speech",
        False,
        word_set("预计 预测 预期 预料 预估 推估 估计 推测 猜测 判断 担心 担忧 怀疑 忧心 分析认为 研判 推断 认定 断定"),
    ),
    CueGroup("announce", "speech", False, word_set("宣布 宣告 宣示")),
    CueGroup("deny", "act", False, word_set("否认 矢口否认 拒绝承认 拒不承认 不承认")),
    CueGroup("admit", "act", False, word_set("承认 坦承 供认 认了")),
    CueGroup("confirm", "act", False, word_set("证实 确认 证明")),
    CueGroup(
        "condemn",
        "act",
        False,
        word_set("""
        谴责 批评 指责 抨击 痛批 怒批 狠批 炮轰 痛斥 直斥 怒斥 斥责 指控 控诉 声讨 痛骂 怒骂 质疑 怒轰 抱怨 怒呛
        狠呛 嘲讽 讽刺 嘲笑
    """),
    ),
    CueGroup("praise", "act", False, word_set("赞扬 赞赏 称赞 盛赞 大赞 赞许 表扬 感谢 欢迎 祝贺 力挺")),
    CueGroup(
        "call",
        "act",
        False,
        word_set("""
        号召 指示 呼吁 敦促 要求 催促 促请 吁请 吁 请求 恳请 喊话 提议 建议 倡议 勒令 下令 命令 力促 恳求
    """),
    ),
    CueGroup("warn", "act", False, word_set("警告 示警 警示 提醒 告诫 扬言 威胁 预警 恐吓")),
    CueGroup(
        "promise",
        "act",
        False,
        word_set("承诺 做出承诺 作出承诺 许下承诺 做出保证 作出保证 保证 许诺 誓言 矢言 发誓 允诺 答应"),
    ),
    CueGroup(
        "refuse",
        "refuse",
        True,
        word_set("""
        拒绝置评 拒绝评论 拒绝回应 拒绝表态 不予置评 未予置评 不予回应 不愿置评 不愿评论 未作评论 未置评
    """),
    ),
    CueGroup(
        "refuse",
        "act",
        False,
        word_set("""
        拒绝证实 拒绝透露 拒绝说明 拒绝确认 拒绝证实或否认 不愿证实 不愿透露 拒绝公布 拒绝回答 拒绝谈论 拒绝评价
    """),
    ),
    CueGroup("ask", "speech", False, word_set("问 问道 质询 质问 追问 反问 提问 询问 诘问")),
)

BOUND = word_set("""
    披露 补充 解释 介绍 表态 放话 呛声 感叹 感慨 转述 爆料 吐槽 反驳 驳斥 澄清 回应 回答 评论 告诉 告知 表达 描述
    形容 分析 回忆 通报 陈述 供述 述说 阐述 引述 援引 显示 分析认为 威胁 提问 抗议 总结 道歉 讲道 说明 举例 自述
    直呼 高呼 惊呼 疾呼 大喊 嘱咐 叮嘱 辩解 狡辩 点评 评价 解读 剖析 慨叹 哀叹 自曝 揭露 转告 预警 恐吓 反映 声明
    辩护 申辩 抗辩 补充说明 指示 讲 通知 提出 呼喊 高喊 揶揄 调侃 挖苦 打趣
""")
"""Cues that are claims only with a comma or colon after them, or after the one they are told to (告诉记者,…)."""

PLEDGES: dict[Stance, frozenset[str]] = {
    "praise": word_set("""
        赞赏 欢迎 感谢 祝贺 赞同 支持 敬意 钦佩 高兴 满意 认同 同意 肯定 乐见 谢意 称赞 赞扬 谢忱
        欣慰 庆幸 自豪 赞成 敬佩
    """),
    "condemn": word_set("谴责 反对 抗议 不满 愤怒 遗憾 愤慨 失望 质疑 震惊 抵制 强烈不满 不解 反感"),
    "believe": word_set("担忧 担心 关切 怀疑 忧虑 关注 乐观 悲观 信心 相信 理解 惋惜 哀痛 悲痛 沉痛 同情 哀悼 慰问"),
    "deny": word_set("否认"),
    "refuse": word_set("拒绝"),
}
"""What one can 表示: 表示赞赏."""
DEGREES = word_set("""
    强烈 高度 坚决 万分 严重 热烈 衷心 深切 诚挚 非常 十分 极度 深表 严正 坚定 由衷 充分 极大 极其 热情 深感 密切
    坚决反对和 强烈不满和 极为 完全 深深 深深的 极大的
""")
"""What may stand between 表示 and a pledge."""

SUFFIXABLE = word_set("""
    强调 透露 披露 介绍 补充 解释 回应 回答 评论 分析 感叹 感慨 回忆 坦言 直言 报道 报导 证实 确认 承认 坦承 警告
    提醒 呼吁 批评 指责 抨击 谴责 预测 预计 宣布 建议 承诺 保证 否认 扬言 指控 抱怨 通报 转述 引述 援引 重申 爆料
    总结 描述 形容 反驳 澄清 威胁 誓言 称赞 痛批 怒斥 斥责 嘲讽 质疑 喊话 示警 研判 判断 推测 供述 陈述 表态 放话
    呛声 告诉 告知
哀叹 慨叹 惊呼 高呼 疾呼 大喊 直呼 嘱咐 叮嘱 辩解 狡辩 点评 解读 剖析 说明 举例 辩护 申辩 抗辩
    告诫 恳求 补充说明 祝贺 感谢 反映 转告 指示 暗示 揶揄 调侃 挖苦 打趣 担忧 担心 预料 怀疑 猜测 估计
""")
"""Cues that make one word with a plain cue after them: 强调说, 报道称."""
SUFFIXES = ("认为", "直言", "写道", "指出", "表示", "说", "道", "称", "指")
"""Those plain cues, longer ones first."""

LOOKALIKES = word_set("""
    直言不讳 据称 据传 据报 据悉 察觉得 值得到 演说 表示出 说出 说好 说完 说清 说谎 说理 说干 说来 说中 能说
    据说 听说 传说 小说 学说 解说 说法 说明会 说明书 说服 说不定 说起 说成 或者说 比如说 再说 来说 说是 虽说
    按说 照说 说穿 难说 好说 没说的 说客 胡说 游说 说唱 说教 说辞 说说 换句话说 换言之 就是说 总的来说 可以说 应该说
    不用说 更不用说 一般来说 说话 说白 说到底 再说一遍 不可说 可说 名称 号称 称为 称作 称之 称呼 称号 称霸 称帝 称王
    简称 俗称 职称 全称 统称 别称 尊称 著称 堪称 合称 泛称 昵称 对称 相称 称职 称重 称量 被称 称得上
    称兄 可称 匀称 自称为 旧称 古称 又称 通称 戏称为 宣称的 声称的 指数 手指 指挥 指导 指定 指标 指南 指纹
    指引 指派 指认 指向 指明 指望 指针 指环 指甲 指点 指令 指尖 戒指 食指 屈指 弹指 特指 泛指 意指 所指 是指
    指的 指责声 指涉 指考 指代 直指 指日 恒指 期指 沪指 股指 指导员 矛头指 剑指 指使 指缝 指称的 问题 访问 顾问 疑问
    学问 慰问 请问 问世 问卷 问答 问候 过问 问责 问鼎 提问者 问路 问津 问诊 试问 问政 问话 审问 查问 盘问 问询
    表示式 不表示 报道员 报导者 报道者 消息面 消息灵通 好消息 坏消息 消息人士 消息来源 报道组 报道团 报告会 批评者
    批评家 批评声 指控者 支持者 支持率 支持度 反对派 反对党 反对者 反对票 反对声 抗议者 抗议活动 抗议声 欢迎度
    欢迎会 欢迎仪式 受欢迎 大受欢迎 批准 批次 一批 首批 这批 大批 批发 批量 批文 批复 批示 批货 批判 审批 报批 分批
    成批 整批 批改 多批 数批 两批 几批 三批 第二批 批斗 该批 批捕 批注 眉批 肯定会 肯定是 肯定要 肯定能 肯定有
    肯定不 赞助 点赞 礼赞 赞成票 赞叹 赞歌 感谢信 感谢祭 赞美 促进 促使 促成 督促 促销 仓促 短促 促膝 急促 催促声
    敦促下 要求书 要求者 呼吁书 劝阻 劝退 劝说 劝架 劝告 劝酒 轰炸 轰动 轰隆 轰鸣 轰趴 轰击 轰出 呛伤 呛到 排斥 充斥
    斥资 斥候 斥巨资 贬值 贬低 贬谪 贬义 警告信 警告声 警告牌 警示牌 提醒函 预警机 预警系统 预警级 警告处分 承诺书
    保证金 保证书 保证人 宣誓 确认书 确认键 确诊 证明书 证明信 证明文件 身份证明 确认病例 确认个案 建议书 倡议书
    命令式 请求权 支持力度 支持下 威胁论 威胁性 答应书 分析师 分析家 分析员 分析人士 分析人员 解释权 解释性 介绍人
    介绍信 评论员 评论家 评论区 声明书 回忆录 描述性 形容词 判断力 判断题 预测值 预期目标 不出所料 出乎预料 预料之中
    预期中 预计在内 不期待 希望工程 希望小学 希望之 担心受怕 自信 显示器 显示屏 显示卡 讲座 讲师 讲话 讲解 讲究
    讲述者 演讲 讲堂 讲台 讲义 听讲 开讲 讲者 主讲 讲稿 讲和 讲坛 讲评 讲课 明确的 不明确 明确性 更明确 提出者
    公告栏 公告牌 不满意 不满足 不满现状 年不满 不满足于 盼望 左顾右盼 期盼 表达式 表达能力 通报批评 发文机关 留言板
    留言区 未可知 说到做到 说一套 怎么说 怎样说 如何说 ”倡议 ”建议 ”警告 行政命令 紧急命令 逊预期
    第一人称 第二人称 第三人称 诉说 美指 欧指 道指 纳指 说什么 说啥 坚信不疑 深信不疑
    版权声明 确切地说 准确地说 具体地说 严格地说 坦率地说 简单来说 确切说 准确说 简单说 坦白说 老实说 严格说 具体说
    低于预期 高于预期 超预期 不及预期 好于预期 符合预期 优于预期 预期寿命 法说会 法说 之说
    民警 交警 刑警 特警 武警 干警 辅警 法警 巡警 狱警 军警 员警 港警 女警 骑警 海警
    来讲 具体讲 严格讲 简单讲 一般讲 老实讲 坦白讲 实话讲 总的讲 讲求 讲价 指错 号召力
    指示器 指示牌 指示灯 提到案 拘提 染指 改称 着称 并称为 自我介绍 说明书 说明会 声明书 预警时间 早期预警
    不说明 评价体系 质询案 史称 问一下 通知下 一点说 不愿透露姓名 不愿透露身份 不愿透露真名 不愿透露名字
    不愿透露全名 不愿透露真实姓名 拒绝透露姓名 拒绝透露身份 未透露姓名 通知书 通知单 通知栏
    用来形容 用以形容 讽刺刊物 讽刺杂志 讽刺周刊 讽刺剧 讽刺漫画 讽刺画 讽刺作品 批评性 威胁评估
""")
"""Words that hold a cue and are none."""
