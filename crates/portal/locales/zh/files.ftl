# 病历中的文件：下载、阅读文本、就诊文件。

file-heading = { $count ->
   *[other] 文件
}
file-download = 下载
file-careful = 下载的文件会留在这台设备上。如果别人也用这台设备，看完后请删除。
file-reading = 内容
file-not-here = 这段文字无法在这里显示。请下载文件阅读。
file-kind = 文件类别
file-pdf = PDF 文件
file-picture = 图片
file-text = 文本
file-document = 文字文档
file-office = 表格或幻灯片
file-sound = 录音
file-video = 视频
file-archive = 压缩包
file-scan = 医学影像
file-other = 文件
visit-papers = 这次就诊的文件
visit-papers-missing = 这次就诊的文件可能不全。请稍后再试。
visit-has-summary = 有就诊小结
did-file = 下载了文件：{ $kind }

# 文件类别。
doc-after-visit = 就诊小结和注意事项
doc-episode = 诊疗小结
doc-discharge = 出院小结
doc-discharge-instructions = 出院后注意事项
doc-progress = 病程记录
doc-outpatient = 门诊记录
doc-note = 记录
doc-history = 病史和体格检查
doc-consult = 专科医生会诊记录
doc-procedure = 操作记录
doc-surgery = 手术记录
doc-emergency = 急诊记录
doc-nurse = 护理记录
doc-referral = 转诊单
doc-imaging = 影像检查报告
doc-laboratory = 化验报告
doc-pathology = 病理（组织检查）报告
doc-card = 保险卡
doc-administrative = 行政文件
doc-consent = 知情同意书
doc-release = 病历共享授权书
doc-refill = 续药申请
doc-summary = 健康摘要

# 无法取得文件时。
err-file-missing = 我们没能取得这个文件
err-file-missing-more = 病历中提到了这个文件，但 { $clinic } 的病历系统没有把它给我们。请致电诊所索取副本。
err-file-broken = 这个文件无法读取
err-file-broken-more = { $clinic } 的病历系统给出的文件已损坏。请致电诊所索取副本。
err-file-large = 这个文件太大
err-file-large-more = 它超过了本网站能传送的大小。请致电 { $clinic } 索取副本。
