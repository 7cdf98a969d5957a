# The record: kinds, lists, entries, states.

records-title = Hồ sơ của quý vị
records-lead = Mọi thứ { $clinic } chia sẻ với quý vị.
records-as-of = Dữ liệu lúc: { $time }.
records-all = Tất cả hồ sơ của quý vị
kind-medications = Thuốc
kind-allergies = Dị ứng
kind-conditions = Bệnh
kind-results = Kết quả xét nghiệm
kind-vitals = Chỉ số sinh tồn
kind-immunizations = Tiêm chủng
kind-visits = Lần khám
kind-documents = Tài liệu
kind-procedures = Thủ thuật
kind-care-team = Nhóm chăm sóc
kind-care-plans = Kế hoạch chăm sóc
kind-goals = Mục tiêu sức khỏe
kind-coverage = Bảo hiểm
kind-explanations-of-benefit = Bản kê bảo hiểm
kind-social-history = Lối sống
kind-other = Hồ sơ khác

medicines-counts = { $now }, { $before }.
medicines-before = { $count ->
    [0] không có thuốc trước đây
   *[other] { $count } loại trước đây
}
medicines-count = { $count } loại thuốc
medicines-taking = Đang dùng
medicines-past = Trước đây
medicines-now-none = Phòng khám không ghi thuốc nào quý vị đang dùng.
medicines-none = Ở đây không có thuốc
medicines-none-more = Khi phòng khám ghi một loại thuốc cho quý vị, quý vị sẽ thấy ở đây.
medicines-ask = Đừng tự ý ngưng hoặc đổi thuốc.
medicines-ask-more =
    Hãy hỏi phòng khám trước. Cũng hãy cho họ biết về vitamin, thảo dược và thuốc của bác sĩ khác.

allergies-heading = Cần lưu ý
allergies-before = Không còn là vấn đề
allergies-none = Ở đây không có dị ứng
allergies-none-more =
    Phòng khám chưa ghi dị ứng nào. Điều này không có nghĩa là quý vị không bị. Nếu có, hãy cho họ biết.
allergies-none-known = Không có dị ứng nào được biết
allergies-none-known-more =
    Phòng khám đã hỏi và ghi rằng quý vị không bị dị ứng. Nếu có thay đổi, hãy cho họ biết.

conditions-heading = Hiện tại
conditions-before = Trước đây
conditions-none = Ở đây không có bệnh nào
conditions-none-more = Khi phòng khám ghi một vấn đề sức khỏe, quý vị sẽ thấy ở đây.

other-none = Ở đây chưa có gì
other-none-more = Phòng khám chưa ghi gì trong phần này.
not-offered = Phần này không được chia sẻ trên mạng
not-offered-more = Hệ thống hồ sơ của { $clinic } không cung cấp phần này. Hãy gọi phòng khám để xin bản sao.

entry-facts = Chi tiết
entry-no-facts = Phòng khám không ghi thêm gì về mục này.
entry-codes = Mã mà phòng khám dùng
entry-notes = Ghi chú
fact-reason = Dùng để làm gì
fact-period = Từ khi nào đến khi nào
fact-stopped-because = Vì sao đã ngưng
fact-reactions = Điều xảy ra
fact-category = Loại
fact-certainty = Phòng khám chắc chắn đến đâu
fact-onset = Bắt đầu
fact-ended = Kết thúc
fact-last = Lần gần nhất
fact-recorded = Ngày ghi
fact-recorder = Người ghi
fact-severity = Mức độ nặng
fact-body-site = Chỗ nào trên cơ thể
category-food = Thức ăn
category-medication = Thuốc
category-environment = Thứ ở xung quanh, như phấn hoa
category-biologic = Vắc-xin hoặc chế phẩm máu
sure-unconfirmed = Chưa xác nhận
sure-provisional = Phỏng đoán ban đầu, còn đang kiểm tra
sure-differential = Một trong nhiều nguyên nhân có thể
sure-presumed = Phỏng đoán
sure-refuted = Đã loại trừ

state-active = Còn hiệu lực
state-planned = Dự định
state-on-hold = Tạm dừng
state-finished = Đã xong
state-stopped = Đã ngưng
state-cancelled = Đã hủy
state-not-taken = Không dùng
state-unknown = Không rõ tình trạng
state-severe = Có thể nặng
state-mild = Thường nhẹ
state-allergy-active = Đang có
state-inactive = Không hoạt động
state-resolved = Đã khỏi
state-current = Hiện tại
state-back = Tái phát
state-remission = Đang thuyên giảm
medicines-now = { $count ->
    [0] Hiện không dùng thuốc nào
   *[other] Đang dùng { $count } loại
}
allergies-now = { $count ->
    [0] Hiện không có dị ứng
   *[other] { $count } dị ứng cần lưu ý
}
conditions-now = { $count ->
    [0] Hiện không có bệnh nào
   *[other] Hiện có { $count } bệnh
}
state-do-not-take = Không dùng
entries-before = { $count ->
    [0] trước đây không có
   *[other] trước đây { $count } mục
}
no-name = Chưa ghi tên
