"""Classes of words that the search for the speaker needs (simplified script)."""

from __future__ import annotations

from yaowen.base.text.words import word_set

CITING = word_set("援引 引述 引用 转引 转述")
"""Verbs by which one speaker gives the words of another."""
EVENT_VERBS = word_set(
    "在于 源于 召开 举行 举办 出席 参加 主持 接受 会见 会晤 访问 致词 致辞 受访 致电 致函"
    " 发动 发起 提起 运用 动用 采取 上任 就任 签署 视察 走访"
)
"""What a speaker does on the occasion that he speaks: never part of a name."""
ADVERBS = word_set("""
    也 还 则 都 又 再 更 均 并 仍 便 即 曾 已 却 就 才 只 仅 且 亦 皆 竟 乃 遂 未 不 没 没有 并未 从未 尚未 多次
    再次 一再 再三 反复 屡次 不断 同时 首次 曾经 已经 仍然 依然 甚至 特别 尤其 明确 公开 强烈 严厉 高度 坚决 愤怒 怒
    痛 直接 坦率 详细 进一步 随即 立即 正式 突然 经常 常常 往往 总是 一直 始终 私下 主动 如实 亲自 共同 联合 一致
    分别 各自 异口同声 普遍 最终 终于 其实 确实 显然 另外 此外 一度 又再 则是 就是 还是 又是 也是 都是 应该 可以
    可能 必须 需要 将 将会 会 能 能够 要 想 愿 愿意 敢 得 须 笑着 哭着 曾在 先 严正 郑重 率先 连番 接连 相继 纷纷
    大力 激动 兴奋 无奈 多番 两度 三度 明言 苦 忍不住 不禁 更加 更是 继续 也曾 仍在 独家 综合 具体 认真 谨慎 低调
    高调 自豪 感性 感慨 欣慰 沉痛 严肃 幽默 淡定 坦然 略带 重 强调 所 还曾 均已 亦曾 口头 书面 正 当庭 当场 当众 当面
    最后 一般 末了 续 接着 一边 着重 益发 愈发 越发 十分 非常 基本 大致 初步
    因此 因而 从而 为此 就此 对此 于是 一贯 大多 多半 大都 双双 一齐 齐声 第一次 首度 时常 时而 不时 每每 屡屡
    频频 频繁 轮番 尖锐 猛烈 严词 厉声 高声 大声 轻声 低声 当即 愤然 气愤 生气 哽咽 含泪 落泪 泣 微笑 苦笑 冷冷 淡淡
    直白 诚恳 轻描淡写 斩钉截铁 意味深长 语重心长 义正辞严 义正词严 毫不客气 毫不讳言 毫不避讳 毫不掩饰 不无 自嘲
    如此 只有 接著 很 很早 很快 早就
    打趣 毫无保留 言辞激烈 直截了当 开门见山 一针见血 旗帜鲜明 郑重其事 理直气壮 强行 公开地 忧心忡忡 难掩
    之所以 虽 虽然 尽管 如 若 半开玩笑 情绪激动 异常 根本 基本上 间接 如是 刚 刚刚 只是 全都 反正 明明 特意 专门
""")
"""Words that may stand between a speaker and a cue."""
SHORT_VERBS = word_set("""
    是 有 到 去 来 做 让 使 令 看 听 读 写 答 走 坐 站 打 拿 说 称 指 问 开 见 谈 任 率 赴 访 发 出 入 回 获 接 跑
    带 送 求 等 找 变 成 给 请 派 帮 陪 逼 劝 骂 抓 杀 撞 抢
""")
"""Verbs of one character; all other single characters count as parts of names."""
QUANTITIES = word_set("""
    不少 很多 许多 部分 多数 大多数 绝大多数 另一 若干 全体 所有 各 多 两 数 不同 多名 多位 现年 年仅 时年 年约 首都
""")
"""They begin a noun phrase (不少专家) though the cutter takes some for adverbs."""
PREPS = word_set("""
    在 向 对 就 于 从 以 因 因为 将 把 被 让 给 由 由于 按 按照 依 依照 根据 据 经 经过 通过 为 为了 当 随着 针对
    对于 关于 至于 除了 除 沿着 朝 往 自 自从 趁 藉 藉由 透过 凭 借 经由 遭 受 遭到 受到 用 替
    对华 对美 对台 对日 对俄 对外
""")
LINKS = word_set("、 和 与 及 以及 跟 同 暨 或 兼 ／ /")
"""Between the parts of one noun phrase."""
LOCALS = word_set("""
    上 中 时 后 前 里 下 内 间 之后 之前 以后 以前 期间 之际 以来 当中 之中 之时 其间 时候 会上 后来 之上 之下 现场
""")
"""They close a phrase of place or time."""
NOT_VERBS = word_set("""
    组织 观察 代表 发言 领导 研究 调查 报告 报道 记者 主播 编辑 教练 导演 管理 经济 安全 合作 投资 开发 建设 评论 分析
    专访 总统 主持 工作 服务 运动 活动 教育 培训 消费 通讯 交通 联合 通报 顾问 创作 生产 保护 卫生 救援 执行 主管
    统计 监督 防疫 防控 疾控 检察 司法 立法 选举 竞选 候选 参选 候任 前任 现任 时任 退休 知情 在野 执政 反对 领队
    飞行 知名 著名 负责 相关 有关 相当 当选 联盟 支持 反对派 示威 抗议 维权 从业 旅行 兼任 卸任 退役 候补 替补
    判决 裁决 裁定 评估 独立 匿名 控股 持股 常驻 派驻 流亡 驻守 在押 涉案 涉事 受访 受伤 失踪 执业 备选 值班 现役
    对手 应用 分离 调解 创始 联席
""")
"""Verbs that as often stand inside titles and names."""
