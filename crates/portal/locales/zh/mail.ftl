# The mail with the sign-in code. It says nothing of health.

mail-code-subject = 您的登录验证码
mail-code-hello = 您好：
mail-code-code = 您在 { $clinic } 的登录验证码是 { $code }。
mail-code-life = 验证码只能使用一次，{ $minutes } 分钟内有效。
mail-code-not-you = 不是您请求的？那么您可以删除此邮件。没有验证码，谁也无法登录。
