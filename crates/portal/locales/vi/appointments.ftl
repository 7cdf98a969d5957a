# Lịch hẹn: cách gọi ở trang chủ và trong hồ sơ.

appointment = Lịch hẹn
appointment-with = Với { $who }
appointment-minutes = { $count } phút
fact-starts = Khi nào
fact-with = Với
fact-minutes = Số phút
fact-instruction = Cần làm gì trước
said-booked = Đã đặt hẹn
said-pending = Chưa xác nhận
said-missed = Đã lỡ hẹn
said-waitlist = Trong danh sách chờ
