# Errors by kind: what happened, and what to do.

err-not-found = Chúng tôi không tìm thấy trang này
err-not-found-more =
    Liên kết có thể đã cũ, hoặc trang không thuộc hồ sơ của quý vị. Hãy kiểm tra địa chỉ, hoặc về trang
    chủ.
err-not-licensed = Cổng của phòng khám không có phần này
err-not-licensed-more = { $clinic } không dùng phần này. Hãy gọi phòng khám nếu quý vị cần.
err-switched-off = Phòng khám đã tắt phần này
err-switched-off-more = { $clinic } hiện không cung cấp phần này. Hãy gọi phòng khám nếu quý vị cần.
err-ehr-silent = Chúng tôi không kết nối được với hồ sơ của phòng khám
err-ehr-silent-more =
    Hệ thống hồ sơ của { $clinic } không trả lời. Không có gì bị mất. Hãy thử lại sau vài phút.
err-ehr-refused = Hệ thống hồ sơ của phòng khám từ chối chúng tôi
err-ehr-refused-more =
    Hệ thống hồ sơ của { $clinic } hiện không cho chúng tôi vào. Không có gì bị mất. Phòng khám cần khắc
    phục việc này.
err-refused = Quý vị không được mở phần này
err-refused-more =
    Phần hồ sơ này tại { $clinic } không mở cho quý vị. Hãy gọi phòng khám nếu quý vị nghĩ là phải được
    mở.
err-busy = Hiện có rất nhiều người truy cập
err-busy-more = Không có gì bị thay đổi. Hãy thử lại sau vài giây.
err-too-many = Quý vị đã thử quá nhiều lần
err-too-many-more = Hãy đợi { $count } phút rồi thử lại.
err-session = Hãy đăng nhập lại
err-session-more = Phiên làm việc của quý vị tại { $clinic } đã kết thúc. Việc này giữ an toàn cho hồ sơ.
err-bad-request = Chúng tôi không đọc được yêu cầu
err-bad-request-more =
    Yêu cầu gửi đến { $clinic } bị hỏng hoặc quá dài. Không có gì bị thay đổi. Hãy quay lại và thử lại.
err-unexpected = Có lỗi từ phía chúng tôi
err-unexpected-more =
    Đây là lỗi của chúng tôi, không phải của quý vị. { $clinic } không mất gì. Hãy thử lại sau vài phút.
err-next = Bây giờ quý vị có thể làm gì
err-call = Gọi phòng khám
err-help = Đọc trang trợ giúp
err-reference = Nếu quý vị gọi, mã này giúp chúng tôi tìm ra:
host-title = Ở đây không có gì
host-text = Không có trang nào ở địa chỉ này. Hãy kiểm tra địa chỉ mà phòng khám đã cho quý vị.
error-body = Có gì đó chưa đúng trong mẫu này. Hãy kiểm tra và gửi lại.
