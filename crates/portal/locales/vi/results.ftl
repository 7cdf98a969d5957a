# Test results and vitals: one value, its trend, its report, the lists.

# One value.
range-you = Quý vị: { $value }
range-usual = Thường gặp
range-story = { $name }: kết quả của quý vị là { $value }. Mức thường gặp: { $range }.
result-unreadable = Có một kết quả mà chúng tôi không hiển thị được ở đây. Hãy hỏi phòng khám.
result-started = Xét nghiệm này đã bắt đầu.
result-started-more = Chưa có kết quả.
result-early = Đây là kết quả ban đầu.
result-early-more = Kết quả vẫn có thể thay đổi.
result-changed = Kết quả này đã được sửa.
result-changed-more =
    Phòng khám hoặc phòng xét nghiệm đã sửa sau lần báo đầu tiên. Quý vị đang xem bản mới nhất.
result-cancelled = Xét nghiệm này đã bị hủy.
result-cancelled-more = Xét nghiệm chưa làm xong.
result-advice =
    Trang này cho biết những gì đã đo được. Trang này không thay cho lời khuyên của nhóm chăm sóc.

# Over time.
trend-title = Theo thời gian
trend-yours = Kết quả của quý vị
trend-upper = Số trên
trend-lower = Số dưới
trend-table = Xem dạng bảng
trend-caption = { $name }: tất cả kết quả, mới nhất trước
trend-stands = Tình trạng
trend-this = Kết quả này
trend-other-unit = Đơn vị khác, không có trong biểu đồ
trend-alone = Chúng tôi không tìm thấy kết quả nào khác của xét nghiệm này trong hồ sơ của quý vị.
trend-no-chart = Không đủ số cùng đơn vị để vẽ biểu đồ. Bảng có tất cả kết quả.
trend-missing = Không tải được các kết quả khác của xét nghiệm này.
trend-partial =
    Ở đây có thể thiếu các kết quả khác của xét nghiệm này. Hệ thống hồ sơ của phòng khám không gửi đủ.
trend-undrawn = { $count } kết quả chỉ có trong bảng: đơn vị khác, không có số chính xác hoặc không có ngày.
trend-newest = Ở đây có { $shown } kết quả mới nhất trong { $count } kết quả. Danh sách đầy đủ có tất cả.
trend-story =
    { $name } theo thời gian: { $count } kết quả, từ { $from } đến { $to }. Lần đầu là { $first }, mới
    nhất là { $last }.
trend-ends = Thấp nhất là { $least }, cao nhất là { $most }.

# With it, and where it comes from.
together-title = Cùng một lần
together-part = Thuộc một báo cáo
members-title = Các giá trị trong báo cáo này
members-test = Các giá trị trong xét nghiệm này
members-missing = Không hiển thị ở đây: { $count } trong { $total } giá trị.
members-missing-more =
    Chúng được đánh dấu là nhầm, đang tạm giữ, hoặc chưa đến được đây. Phòng khám có thể cho quý vị biết
    thêm.
about-test = Về xét nghiệm này
about-report = Về báo cáo này
about-reading = Về lần đo này
about-ordered = Người chỉ định
about-not-loaded = Hiện chưa tải được
about-collected = Lấy mẫu
about-measured = Ngày đo
about-reported = Phòng xét nghiệm báo kết quả
about-visible = Quý vị xem được từ
about-laboratory = Phòng xét nghiệm
about-measured-by = Người đo
report-text = Toàn văn báo cáo
report-nothing = Báo cáo này không có nội dung
report-nothing-more = Phòng khám chưa ghi chữ hay giá trị nào vào đó. Hãy hỏi phòng khám để lấy báo cáo.

# The lists.
results-none = Chưa có kết quả xét nghiệm
results-none-more = Khi phòng khám chia sẻ kết quả xét nghiệm, quý vị sẽ thấy ở đây.
results-part-of = Thuộc { $name }
results-values = { $count } giá trị
results-odd = { $count } bất thường
results-more = Hiện thêm { $count } giá trị
results-all-usual = Tất cả giá trị trong mức thường gặp
vitals-none = Chưa có chỉ số sinh tồn
vitals-none-more = Khi phòng khám đo huyết áp, cân nặng hoặc nhịp tim, quý vị sẽ thấy ở đây.
vitals-latest = Mới nhất của từng loại
vitals-all = Xem tất cả { $count } lần đo
vitals-older = Hiện { $count } lần đo cũ hơn
