# 预约：在首页和病历中的用词。

appointment = 预约
appointment-with = 医护人员：{ $who }
appointment-minutes = { $count } 分钟
fact-starts = 时间
fact-with = 医护人员
fact-minutes = 分钟数
fact-instruction = 事前要做什么
said-booked = 已预约
said-pending = 尚未确认
said-missed = 未到
said-waitlist = 在候补名单上
