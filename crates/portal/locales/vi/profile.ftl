# The profile.

profile-title = Thông tin của quý vị
profile-about = Về quý vị
profile-name = Họ tên
profile-birth = Ngày sinh
profile-language = Ngôn ngữ quý vị muốn dùng
profile-contact = Phòng khám liên lạc với quý vị qua
profile-phone = Điện thoại
profile-email = Email
profile-address = Địa chỉ
profile-none = Chưa ghi
profile-emergency = Khi khẩn cấp, phòng khám gọi cho
profile-providers = Người chăm sóc sức khỏe cho quý vị
profile-wrong = Có gì thay đổi không?
profile-wrong-more = Hãy gọi phòng khám theo số { $phone }. Họ sẽ cập nhật.
use-home = nhà
use-work = nơi làm việc
use-mobile = di động
use-temp = tạm thời
use-old = cũ
use-billing = nhận hóa đơn
