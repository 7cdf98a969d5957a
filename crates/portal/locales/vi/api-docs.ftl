# Trang về API. Phần mô tả từng đường dẫn bằng tiếng Anh.

docs-title = Tài liệu API
docs-lead =
    Dành cho người viết chương trình. Mọi điều cổng này hiển thị hoặc làm được đều có thể đọc hoặc làm
    ở đây. Chi tiết bằng tiếng Anh.
docs-openapi = Cùng nội dung cho chương trình: tài liệu OpenAPI
docs-contents = Mục lục
docs-sign-in = Cách đăng nhập
docs-conventions = Quy ước
docs-errors = Lỗi
docs-code = Mã
docs-status = Trạng thái
docs-meaning = Ý nghĩa
docs-also = Cũng có ở
docs-parameters = Tham số
docs-body = Nhận vào
docs-answer = Trả lời
docs-nothing = Không có nội dung.
docs-example = Ví dụ
docs-may-fail = Có thể lỗi thế nào
docs-open = Không cần đăng nhập.
docs-needs-session = Cần đăng nhập.
docs-shapes = Cấu trúc dữ liệu
docs-required = luôn có
docs-to-top = Về mục lục
