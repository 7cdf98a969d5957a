# The record: kinds, lists, entries, states.

records-title = 您的病历
records-lead = { $clinic } 与您分享的全部内容。
records-as-of = 数据时间：{ $time }。
records-all = 您的全部病历
kind-medications = 药物
kind-allergies = 过敏
kind-conditions = 健康问题
kind-results = 检查结果
kind-vitals = 生命体征
kind-immunizations = 疫苗接种
kind-visits = 就诊
kind-documents = 文件
kind-procedures = 手术和操作
kind-care-team = 医护团队
kind-care-plans = 护理计划
kind-goals = 健康目标
kind-coverage = 保险
kind-explanations-of-benefit = 保险理赔说明
kind-social-history = 生活习惯
kind-other = 其他记录

medicines-counts = { $now }，{ $before }。
medicines-before = { $count ->
    [0] 没有以前的药物
   *[other] 以前 { $count } 种
}
medicines-count = { $count } 种药物
medicines-taking = 目前服用
medicines-past = 以前的药物
medicines-now-none = 诊所没有您目前服用药物的记录。
medicines-none = 这里没有药物
medicines-none-more = 诊所为您记录药物后，您会在这里看到。
medicines-ask = 不要自行停药或改药。
medicines-ask-more = 请先问诊所。也请告诉他们您在用的维生素、草药和其他医生开的药。

allergies-heading = 需要注意
allergies-before = 已不再是问题
allergies-none = 这里没有过敏记录
allergies-none-more = 诊所没有记录任何过敏。这不代表您没有过敏。如果有，请告诉他们。
allergies-none-known = 没有已知的过敏
allergies-none-known-more = 诊所询问过您，并记录您没有过敏。如有变化，请告诉他们。

conditions-heading = 目前
conditions-before = 以前
conditions-none = 这里没有健康问题
conditions-none-more = 诊所记录健康问题后，您会在这里看到。

other-none = 这里没有内容
other-none-more = 诊所在这一部分没有任何记录。
not-offered = 这一部分不在网上提供
not-offered-more = { $clinic } 的病历系统不提供这一部分。请致电诊所索取副本。

entry-facts = 详细信息
entry-no-facts = 诊所没有写下更多内容。
entry-codes = 诊所使用的编码
entry-notes = 备注
fact-reason = 用途
fact-period = 起止时间
fact-stopped-because = 停用原因
fact-reactions = 会发生什么
fact-category = 类别
fact-certainty = 诊所的确定程度
fact-onset = 开始
fact-ended = 结束
fact-last = 最近一次
fact-recorded = 记录日期
fact-recorder = 记录人
fact-severity = 严重程度
fact-body-site = 身体部位
category-food = 食物
category-medication = 药物
category-environment = 周围环境中的东西，例如花粉
category-biologic = 疫苗或血液制品
sure-unconfirmed = 尚未确认
sure-provisional = 初步判断，仍在检查
sure-differential = 几种可能原因之一
sure-presumed = 推测
sure-refuted = 已排除

state-active = 使用中
state-planned = 计划中
state-on-hold = 暂停
state-finished = 已完成
state-stopped = 已停用
state-cancelled = 已取消
state-not-taken = 未服用
state-unknown = 状态不明
state-severe = 可能很严重
state-mild = 通常较轻
state-allergy-active = 存在
state-inactive = 不活动
state-resolved = 已解决
state-current = 目前
state-back = 复发
state-remission = 缓解中
medicines-now = { $count ->
    [0] 目前没有在服用的药物
   *[other] 目前服用 { $count } 种
}
allergies-now = { $count ->
    [0] 目前没有过敏
   *[other] { $count } 项过敏需要注意
}
conditions-now = { $count ->
    [0] 目前没有健康问题
   *[other] 目前有 { $count } 项健康问题
}
state-do-not-take = 请勿服用
entries-before = { $count ->
    [0] 以前没有
   *[other] 以前 { $count } 项
}
no-name = 没有记录名称
