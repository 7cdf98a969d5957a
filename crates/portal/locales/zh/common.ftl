# Words of the frame: navigation, footer, display, and phrases that several pages use.

skip = 跳到主要内容
nav-main = 主导航
nav-home = 首页
nav-records = 病历
nav-more = 更多
menu-open = 打开您的菜单
menu-viewing = 您正在查看的病历属于
menu-profile = 您的个人资料
menu-log = 谁看过您的病历
menu-whom = 打开另一个人的病历
menu-out = 退出登录
go-home = 回到首页
try-again = 再试一次
reference = 参考编号
error-word = 错误：
errors-title = 有 { $count } 处需要改正

foot-emergency = 情况紧急？
foot-emergency-call = 请拨打 { $number }。本网站并非全天有人值守。
foot-help = 帮助
foot-accessibility = 无障碍
foot-privacy = 隐私

display-title = 页面显示
display-language = 语言
display-look = 颜色和对比度
theme-auto = 跟随我的设备
theme-light = 浅色
theme-dark = 深色
theme-contrast = 高对比度

idle-title = 您还在吗？
idle-text = 为了保护您的病历，我们很快会让您退出登录。您想继续保持登录吗？
idle-stay = 保持登录

list-all = { $count ->
    [0] 没有条目。
   *[other] 共 { $count } 条，已全部显示。
}
list-some = { $count ->
    [0] 没有可显示的条目。
   *[other] 显示 { $count } 条。
}
list-source = 来自 { $source }，数据时间：{ $time }。
entries-word = 条
withheld-mistake = 有 { $count } 条被标为误录，因此不显示。
withheld-other = 有 { $count } 条似乎属于别人，因此不显示。
withheld-hold = 有 { $count } 条被您的医护团队暂缓公开，目前不显示。
incomplete-title = 此列表可能不完整。
incomplete-part = 诊所的病历系统没有给我们全部内容。请过几分钟再试。
incomplete-many = 条目太多，这里无法全部显示。请向诊所索取完整列表。
incomplete-not-offered = 诊所的病历系统不提供这一部分。

down-silent = 现在无法打开这一部分
down-silent-more = 诊所的病历系统没有回应。您的资料没有丢失。请过几分钟再试。
down-refused = 现在不能打开这一部分
down-refused-more = 诊所的病历系统拒绝了我们。您的资料没有丢失。需要由诊所来解决。
down-unconnected = 尚未连接
down-unconnected-more = 您的诊所还没有把病历系统连接到本网站。
down-unreadable = 现在无法读取这一部分
down-unreadable-more = 诊所的病历系统给出的回答不可靠，所以我们没有显示。您的资料没有丢失。请过几分钟再试。
down-resting = 这一部分需要稍等一下
down-resting-more = 诊所的病历系统现在太忙。您的资料没有丢失。请过一分钟再试。
down-ours = 我们这边出了问题
down-ours-more = 您的资料没有丢失。请再试一次。如果问题还在，请把下面的编号告诉诊所。
card-loading = 正在向您的诊所查询…
card-more = 还有 { $count } 项

record-wrong = 有错误或遗漏吗？
record-wrong-more = 请致电您的诊所。他们可以核对并更正您的病历。
gallery-title = 样页
