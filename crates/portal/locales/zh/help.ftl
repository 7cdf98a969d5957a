# Help, accessibility statement, privacy.

help-title = 帮助
help-lead = 简短的解答。如果没有找到答案，请致电我们。
help-sign-in = 如何登录？
help-sign-in-more = 输入您留给诊所的邮箱地址。我们会发送验证码。输入验证码即可登录，不需要密码。
help-no-code = 没有收到验证码
help-no-code-more = 请等一分钟，再查看垃圾邮件文件夹，然后重新获取验证码。还是没有？诊所可能登记了您的另一个邮箱。请致电他们。
help-family = 我照护孩子或父母
help-family-more = 如果诊所也为他们登记了您的邮箱，输入验证码后您可以选择打开谁的病历。
help-wrong = 我的病历有错误
help-wrong-more = 请致电您的诊所。只有他们可以更改病历。
help-time = 为什么我被退出登录？
help-time-more = 15 分钟没有使用，我们就会关闭您的病历。这样即使您忘记退出也是安全的。
help-language = 我能用自己的语言阅读吗？
help-language-more = 可以。在任何页面底部选择英语、西班牙语、中文或越南语。药名和备注保持诊所书写的原文。
help-call = 致电 { $clinic }
help-emergency = 本网站不用于紧急情况。如果您需要立即帮助，请拨打 { $number }。

access-title = 无障碍
access-lead = 每个人都应该能阅读和使用本网站。
access-aim = 我们的目标
access-aim-more = 我们遵循《网页内容无障碍指南》（WCAG）2.2 AA 级。
access-works = 已做到的
access-works-keyboard = 所有操作都可以用键盘完成。
access-works-reader = 屏幕阅读器可以朗读每个页面。纯装饰的图形不会被朗读。
access-works-zoom = 文字可放大到两倍，页面可放大到四倍，内容不会丢失。
access-works-color = 您可以选择浅色、深色或高对比度。没有任何信息只靠颜色表达。
access-works-script = 关闭脚本后，每个页面仍可使用。
access-limits = 我们知道的不足
access-limits-more = 药名、备注和诊所写的其他文字，使用诊所书写时的语言。
access-tell = 有什么不好用吗？
access-tell-more = 请致电 { $clinic }，电话 { $phone }，告诉他们是哪个页面。他们也可以读给您听，或寄送纸质材料。

privacy-title = 隐私
privacy-lead = 您的病历属于您。我们这样对待它。
privacy-where = 您的病历在哪里
privacy-where-more = 您的病历保存在 { $clinic } 的系统中。您打开页面时，我们向该系统查询并显示结果。我们不保留副本。
privacy-keep = 我们保存什么
privacy-keep-more = 我们保存您的电子邮箱、您的登录时间，以及谁在何时打开过您的病历的列表。
privacy-see = 谁能在这里看到您的病历
privacy-see-more = 您本人、诊所允许照护您的人，以及诊所的工作人员。您可以随时查看完整列表。
privacy-see-link = 查看谁看过您的病历
privacy-never = 我们绝不做的事
privacy-never-more = 我们不显示广告，不使用跟踪器，页面也绝不连接其他公司的网站。
privacy-cookies = Cookie
privacy-cookies-more = 一个 Cookie 让您保持登录。其他的记住您的语言和颜色。您的浏览器还会记下您最后使用本网站的时间，以便在退出登录前提醒您。
