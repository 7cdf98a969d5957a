# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = 登录与安全
security-title = 登录与安全
security-lead = 查看您在哪里登录，并退出不再使用的地方。
places-title = 您登录的地方
places-count = { $count } 处
places-lead = 一段时间没有人使用，登录会自动结束。
places-this = 这台设备
places-began = 登录时间：{ $at }，方式：{ $how }
places-used = 最近使用：{ $at }
places-used-now = 正在使用
places-end = 退出登录
places-others = 退出其他所有地方
places-others-more = 您在这里保持登录。其他地方都需要重新登录。
places-ended = 那个地方已退出登录。
places-others-ended = 其他所有地方都已退出登录。
places-mail = 有新设备登录时，我们会告诉您。
places-mail-more = 如果有人在新设备上以您的身份登录，您会收到电子邮件。如果不是您本人，请在这里退出其他所有地方，并致电诊所 { $phone }。
method-email = 电子邮件验证码
device-both = { $system } 上的 { $browser }
device-unknown = 无法识别的设备
did-session-ended = 让您的一台设备退出了登录
did-others-ended = 退出了其他所有地方的登录

step-up-title = 是您本人吗？
step-up-lead = 在做这项更改之前，请证明仍是您本人。这样即使屏幕没有锁上，您的账户也是安全的。
step-up-email = 我们会把验证码发到您登录用的电子邮箱。
step-up-go = 继续
step-up-done = 谢谢。现在可以继续了。
error-prove-first = 请先证明是您本人，然后再试。
did-prove = 再次证明了身份
did-prove-failed = 用错误的验证码尝试证明身份
step-up-not-now = 现在不做
step-up-sent = 我们已把新的验证码发到您登录用的电子邮箱。

mail-device-subject = { $clinic }：有新设备登录
mail-device-what = 有人在新设备上登录了您在 { $clinic } 的账户：{ $device }，{ $at }。
mail-device-you = 是您本人吗？那么什么都不用做。
mail-device-not-you = 不是您本人？请像平时一样打开门户网站，进入“登录与安全”，选择“退出其他所有地方”。然后致电 { $clinic }：{ $phone }。
mail-tries-subject = { $clinic }：有人输入了错误的验证码
mail-tries-what = 有人为您在 { $clinic } 的账户多次输入了错误的验证码，{ $at }。
mail-tries-safe = 没有人因此登录成功。那个验证码已失效。您可以重新获取一个。
mail-tries-do = 不是您本人？请不要把验证码告诉任何人。如果您担心，请致电 { $clinic }：{ $phone }。
