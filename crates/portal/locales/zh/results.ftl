# Test results and vitals: one value, its trend, its report, the lists.

# One value.
range-you = 您：{ $value }
range-usual = 参考范围
range-story = { $name }：您的结果是 { $value }。参考范围：{ $range }。
result-unreadable = 这里有一项无法显示的结果。请向诊所索取。
result-started = 这项检查已经开始。
result-started-more = 还没有结果。
result-early = 这是初步结果。
result-early-more = 以后可能还会变。
result-changed = 这项结果有过更改。
result-changed-more = 诊所或化验室在首次报告后做了更改。您看到的是最新结果。
result-cancelled = 这项检查已取消。
result-cancelled-more = 检查没有完成。
result-advice = 本页显示测量结果，不能代替医护人员的建议。

# Over time.
trend-title = 历次变化
trend-yours = 您的结果
trend-upper = 高压
trend-lower = 低压
trend-table = 以表格显示
trend-caption = { $name }：全部结果，最新的在前
trend-stands = 情况
trend-this = 本次结果
trend-other-unit = 单位不同，不在图中
trend-alone = 您的病历里没有找到这项检查的其他结果。
trend-no-chart = 同一单位的数值不够，无法画图。表格里有全部结果。
trend-missing = 无法载入您这项检查的其他结果。
trend-partial = 这里可能缺少这项检查的其他结果。诊所的病历系统没有给出全部内容。
trend-undrawn = 有 { $count } 项结果只在表格中：单位不同、没有准确数值或没有日期。
trend-newest = 这里显示 { $count } 项结果中最新的 { $shown } 项。完整列表中有全部结果。
trend-story = { $name }的历次变化：共 { $count } 项结果，从{ $from }到{ $to }。第一次是 { $first }，最新一次是 { $last }。
trend-ends = 最低 { $least }，最高 { $most }。

# With it, and where it comes from.
together-title = 同一次的其他结果
together-part = 所属报告
members-title = 报告中的各项数值
members-test = 这项检查的各项数值
members-missing = { $total } 项数值中有 { $count } 项没有显示在这里。
members-missing-more = 这些数值被标为错误、暂缓显示，或没有传到我们这里。诊所可以告诉您详情。
about-test = 关于这项检查
about-report = 关于这份报告
about-reading = 关于这次测量
about-ordered = 开单人
about-not-loaded = 现在无法载入
about-collected = 采样时间
about-measured = 测量时间
about-reported = 化验室报告时间
about-visible = 您可查看的起始时间
about-laboratory = 化验室
about-measured-by = 测量人
report-text = 报告全文
report-nothing = 这份报告没有文字
report-nothing-more = 诊所没有在其中写下文字或数值。请向诊所索取报告原件。

# The lists.
results-none = 这里没有检查结果
results-none-more = 诊所与您分享检查结果后，会显示在这里。
results-part-of = 属于{ $name }
results-values = { $count } 项数值
results-odd = { $count } 项异常
results-more = 再显示 { $count } 项数值
results-all-usual = 各项数值均在参考范围内
vitals-none = 这里没有生命体征
vitals-none-more = 诊所测量您的血压、体重或脉搏后，会显示在这里。
vitals-latest = 各项最新结果
vitals-all = 查看全部 { $count } 次测量
vitals-older = 显示更早的 { $count } 次测量
