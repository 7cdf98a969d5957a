# Home.

hello-morning = 早上好
hello-afternoon = 下午好
hello-evening = 晚上好
hello-morning-name = 早上好，{ $name }
hello-afternoon-name = 下午好，{ $name }
hello-evening-name = 晚上好，{ $name }
home-lead = 这是 { $clinic } 为您保存的内容。
home-care = 您的病历
card-medicines-go = 查看所有药物
card-medicines-none = 目前没有药物
card-medicines-none-more = 诊所知道的药物会显示在这里。
card-allergies-go = 查看所有过敏
card-allergies-none = 没有过敏记录
card-allergies-none-more = 如果您有过敏，请告诉诊所。
card-conditions-go = 查看所有健康问题
card-conditions-none = 目前没有健康问题
card-conditions-none-more = 诊所记录的健康问题会显示在这里。
card-as-of = 数据时间：{ $time }
card-medicines = 药物
card-allergies = 过敏
card-conditions = 健康问题
