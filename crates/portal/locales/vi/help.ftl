# Help, accessibility statement, privacy.

help-title = Trợ giúp
help-lead = Câu trả lời ngắn. Nếu không có câu quý vị cần, hãy gọi chúng tôi.
help-sign-in = Tôi đăng nhập thế nào?
help-sign-in-more =
    Nhập địa chỉ email mà phòng khám có của quý vị. Chúng tôi gửi một mã. Nhập mã là vào được. Không cần
    mật khẩu.
help-no-code = Mã không đến
help-no-code-more =
    Hãy đợi một phút, rồi xem thư mục thư rác. Sau đó xin mã mới. Vẫn không có? Có thể phòng khám ghi
    một email khác của quý vị. Hãy gọi họ.
help-family = Tôi chăm sóc con hoặc cha mẹ
help-family-more =
    Nếu phòng khám cũng ghi email của quý vị cho người đó, sau khi nhập mã quý vị có thể chọn mở hồ sơ
    của ai.
help-wrong = Có gì đó sai trong hồ sơ của tôi
help-wrong-more = Hãy gọi phòng khám. Chỉ họ mới sửa được hồ sơ.
help-time = Vì sao tôi bị đăng xuất?
help-time-more =
    Sau 15 phút không dùng, chúng tôi đóng hồ sơ. Như vậy hồ sơ vẫn an toàn khi quý vị quên đăng xuất.
help-language = Tôi có thể đọc bằng ngôn ngữ của mình không?
help-language-more =
    Có. Hãy chọn tiếng Anh, Tây Ban Nha, Trung hoặc Việt ở cuối bất kỳ trang nào. Tên thuốc và ghi chú
    vẫn giữ như phòng khám đã viết.
help-call = Gọi { $clinic }
help-emergency = Trang này không dùng cho trường hợp cấp cứu. Hãy gọi { $number } nếu quý vị cần giúp ngay.

access-title = Hỗ trợ tiếp cận
access-lead = Ai cũng phải đọc và dùng được trang này.
access-aim = Mục tiêu của chúng tôi
access-aim-more = Chúng tôi theo Hướng dẫn về khả năng tiếp cận nội dung web (WCAG) 2.2, mức AA.
access-works = Những gì dùng được
access-works-keyboard = Quý vị có thể làm mọi việc bằng bàn phím.
access-works-reader = Trình đọc màn hình đọc được mọi trang. Hình chỉ để trang trí được ẩn đi.
access-works-zoom = Quý vị có thể phóng chữ to gấp đôi, hoặc phóng trang gấp bốn, mà không mất gì.
access-works-color =
    Quý vị có thể chọn sáng, tối hoặc tương phản cao. Không có ý nghĩa nào chỉ thể hiện bằng màu.
access-works-script = Mọi trang vẫn dùng được khi tắt script.
access-limits = Những điểm chưa hoàn hảo
access-limits-more =
    Tên thuốc, ghi chú và những chữ khác của phòng khám giữ nguyên ngôn ngữ mà phòng khám đã viết.
access-tell = Có gì không dùng được với quý vị?
access-tell-more =
    Hãy gọi { $clinic } theo số { $phone } và cho biết là trang nào. Họ cũng có thể đọc cho quý vị nghe
    hoặc gửi bản giấy.

privacy-title = Quyền riêng tư
privacy-lead = Hồ sơ thuộc về quý vị. Chúng tôi giữ gìn như sau.
privacy-where = Hồ sơ của quý vị ở đâu
privacy-where-more =
    Hồ sơ sức khỏe của quý vị nằm trong hệ thống của { $clinic }. Khi quý vị mở một trang, chúng tôi hỏi
    hệ thống đó và cho quý vị xem câu trả lời. Chúng tôi không giữ bản sao.
privacy-keep = Những gì chúng tôi giữ
privacy-keep-more =
    Chúng tôi giữ địa chỉ email, thời điểm quý vị đăng nhập, và danh sách ai đã mở hồ sơ vào lúc nào.
privacy-see = Ai có thể xem hồ sơ của quý vị ở đây
privacy-see-more =
    Quý vị, những người được phòng khám cho phép chăm sóc quý vị, và nhân viên phòng khám. Quý vị có thể
    đọc danh sách đầy đủ bất cứ lúc nào.
privacy-see-link = Xem ai đã xem hồ sơ của quý vị
privacy-never = Điều chúng tôi không bao giờ làm
privacy-never-more =
    Chúng tôi không hiện quảng cáo, không dùng công cụ theo dõi, và các trang không bao giờ liên lạc với
    trang của công ty khác.
privacy-cookies = Cookie
privacy-cookies-more =
    Một cookie giữ cho quý vị đăng nhập. Những cookie khác nhớ ngôn ngữ và màu sắc. Trình duyệt cũng ghi
    lần cuối quý vị dùng trang này, để báo trước khi chúng tôi đăng xuất cho quý vị.
