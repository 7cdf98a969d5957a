# Tệp trong hồ sơ: tải về, văn bản để đọc, giấy tờ của lần khám.

file-heading = { $count ->
   *[other] Tệp
}
file-download = Tải về
file-careful =
    Tệp tải về sẽ nằm lại trên thiết bị này. Nếu có người khác cùng dùng thiết bị, hãy xóa tệp khi xong.
file-reading = Nội dung
file-not-here = Không thể hiển thị văn bản này ở đây. Hãy tải tệp về để đọc.
file-kind = Loại giấy tờ
file-pdf = Tệp PDF
file-picture = Hình ảnh
file-text = Văn bản
file-document = Tài liệu văn bản
file-office = Bảng tính hoặc trang trình chiếu
file-sound = Âm thanh
file-video = Phim
file-archive = Tệp nén
file-scan = Hình chụp y khoa
file-other = Tệp
visit-papers = Giấy tờ của lần khám này
visit-papers-missing = Giấy tờ của lần khám này có thể còn thiếu. Vui lòng thử lại sau.
visit-has-summary = Có bản tóm tắt
did-file = đã tải một tệp: { $kind }

# Các loại giấy tờ.
doc-after-visit = Tóm tắt lần khám và lời dặn
doc-episode = Tóm tắt đợt chăm sóc
doc-discharge = Tóm tắt khi xuất viện
doc-discharge-instructions = Lời dặn sau khi xuất viện
doc-progress = Ghi chú diễn tiến
doc-outpatient = Ghi chú lần khám tại phòng khám
doc-note = Ghi chú
doc-history = Bệnh sử và thăm khám
doc-consult = Ghi chú của bác sĩ chuyên khoa
doc-procedure = Ghi chú thủ thuật
doc-surgery = Ghi chú phẫu thuật
doc-emergency = Ghi chú phòng cấp cứu
doc-nurse = Ghi chú của điều dưỡng
doc-referral = Giấy giới thiệu
doc-imaging = Kết quả chụp hình
doc-laboratory = Kết quả xét nghiệm
doc-pathology = Kết quả xét nghiệm mô
doc-card = Thẻ bảo hiểm
doc-administrative = Giấy tờ hành chính
doc-consent = Giấy đồng ý
doc-release = Giấy cho phép chia sẻ hồ sơ
doc-refill = Yêu cầu mua thêm thuốc
doc-summary = Tóm tắt sức khỏe của quý vị

# Khi không lấy được tệp.
err-file-missing = Chúng tôi không lấy được tệp này
err-file-missing-more =
    Hồ sơ có nhắc đến tệp này, nhưng hệ thống hồ sơ của { $clinic } không đưa tệp cho chúng tôi. Hãy gọi phòng
    khám và xin một bản sao.
err-file-broken = Không đọc được tệp này
err-file-broken-more =
    Tệp từ hệ thống hồ sơ của { $clinic } đã bị hỏng. Hãy gọi phòng khám và xin một bản sao.
err-file-large = Tệp này quá lớn
err-file-large-more = Tệp lớn hơn mức cổng này có thể chuyển. Hãy gọi { $clinic } và xin một bản sao.
