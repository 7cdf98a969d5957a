# Words of the frame: navigation, footer, display, and phrases that several pages use.

skip = Đi tới nội dung chính
nav-main = Chính
nav-home = Trang chủ
nav-records = Hồ sơ
nav-more = Thêm
menu-open = mở menu của quý vị
menu-viewing = Quý vị đang xem hồ sơ của
menu-profile = Thông tin của quý vị
menu-log = Ai đã xem hồ sơ của quý vị
menu-whom = Mở hồ sơ của người khác
menu-out = Đăng xuất
go-home = Về trang chủ
try-again = Thử lại
reference = Mã tham chiếu
error-word = Lỗi:
errors-title = Có { $count } chỗ cần sửa

foot-emergency = Có phải trường hợp cấp cứu không?
foot-emergency-call = Hãy gọi { $number }. Trang này không có người trực suốt ngày đêm.
foot-help = Trợ giúp
foot-accessibility = Hỗ trợ tiếp cận
foot-privacy = Quyền riêng tư

display-title = Cách hiển thị trang
display-language = Ngôn ngữ
display-look = Màu sắc và độ tương phản
theme-auto = Theo thiết bị của tôi
theme-light = Sáng
theme-dark = Tối
theme-contrast = Tương phản cao

idle-title = Quý vị còn ở đó không?
idle-text =
    Để giữ an toàn cho hồ sơ, chúng tôi sắp đăng xuất cho quý vị. Quý vị có muốn tiếp tục đăng nhập
    không?
idle-stay = Tiếp tục đăng nhập

list-all = { $count ->
    [0] Không có mục nào.
   *[other] { $count } mục, đã hiển thị tất cả.
}
list-some = { $count ->
    [0] Không có mục nào để hiển thị.
   *[other] Hiển thị { $count } mục.
}
list-source = Từ { $source }, dữ liệu lúc: { $time }.
entries-word = mục
withheld-mistake = { $count } mục được đánh dấu là nhập nhầm và không hiển thị.
withheld-other = { $count } mục có vẻ thuộc về người khác và không hiển thị.
withheld-hold = { $count } mục đang được nhóm chăm sóc giữ lại và chưa hiển thị.
incomplete-title = Danh sách này có thể chưa đầy đủ.
incomplete-part = Hệ thống hồ sơ của phòng khám chưa gửi đủ thông tin. Hãy thử lại sau vài phút.
incomplete-many = Có nhiều mục hơn mức có thể hiển thị ở đây. Hãy xin phòng khám danh sách đầy đủ.
incomplete-not-offered = Hệ thống hồ sơ của phòng khám không chia sẻ phần này.

down-silent = Hiện chúng tôi không mở được phần này
down-silent-more = Hệ thống hồ sơ của phòng khám không trả lời. Không có gì bị mất. Hãy thử lại sau vài phút.
down-refused = Hiện chúng tôi không được mở phần này
down-refused-more =
    Hệ thống hồ sơ của phòng khám từ chối chúng tôi. Không có gì bị mất. Phòng khám cần khắc phục việc
    này.
down-unconnected = Chưa kết nối
down-unconnected-more = Phòng khám của quý vị chưa nối hệ thống hồ sơ với trang này.
down-unreadable = Hiện chúng tôi không đọc được phần này
down-unreadable-more =
    Hệ thống hồ sơ của phòng khám gửi câu trả lời không đáng tin, nên chúng tôi không hiện ra. Không có gì bị
    mất. Hãy thử lại sau vài phút.
down-resting = Phần này cần nghỉ một chút
down-resting-more =
    Hệ thống hồ sơ của phòng khám đang quá bận. Không có gì bị mất. Hãy thử lại sau một phút.
down-ours = Có lỗi ở phía chúng tôi
down-ours-more =
    Không có gì bị mất. Hãy thử lại. Nếu vẫn còn lỗi, hãy cho phòng khám biết mã số bên dưới.
card-loading = Đang hỏi phòng khám của quý vị…
card-more = và { $count } mục khác

record-wrong = Có gì sai hoặc thiếu không?
record-wrong-more = Hãy gọi phòng khám. Họ có thể kiểm tra và sửa hồ sơ của quý vị.
gallery-title = Trang mẫu
