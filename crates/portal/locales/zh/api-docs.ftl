# 关于 API 的页面。各个路径的说明是英文。

docs-title = API 文档
docs-lead = 供编写程序的人使用。本门户显示或完成的一切都可以在这里读取或完成。细节是英文。
docs-openapi = 供程序使用的同样内容：OpenAPI 文档
docs-contents = 目录
docs-sign-in = 如何登录
docs-conventions = 约定
docs-errors = 错误
docs-code = 代码
docs-status = 状态
docs-meaning = 含义
docs-also = 也可用
docs-parameters = 参数
docs-body = 接收的内容
docs-answer = 回答的内容
docs-nothing = 没有正文。
docs-example = 示例
docs-may-fail = 可能的错误
docs-open = 不需要登录。
docs-needs-session = 需要登录。
docs-shapes = 数据结构
docs-required = 总是有
docs-to-top = 回到目录
