# The profile.

profile-title = 您的个人资料
profile-about = 关于您
profile-name = 姓名
profile-birth = 出生日期
profile-language = 您偏好的语言
profile-contact = 诊所如何联系您
profile-phone = 电话
profile-email = 电子邮箱
profile-address = 地址
profile-none = 没有记录
profile-emergency = 紧急情况下诊所会联系
profile-providers = 为您提供医护的人
profile-wrong = 有变化吗？
profile-wrong-more = 请致电诊所 { $phone }，他们会更新。
use-home = 家
use-work = 工作
use-mobile = 手机
use-temp = 临时
use-old = 旧的
use-billing = 账单用
