# Home.

hello-morning = Chào buổi sáng
hello-afternoon = Chào buổi chiều
hello-evening = Chào buổi tối
hello-morning-name = Chào buổi sáng, { $name }
hello-afternoon-name = Chào buổi chiều, { $name }
hello-evening-name = Chào buổi tối, { $name }
home-lead = Đây là những gì { $clinic } có cho quý vị.
home-care = Hồ sơ của quý vị
card-medicines-go = Xem tất cả thuốc
card-medicines-none = Hiện không dùng thuốc nào
card-medicines-none-more = Những thuốc mà phòng khám biết sẽ hiện ở đây.
card-allergies-go = Xem tất cả dị ứng
card-allergies-none = Chưa ghi dị ứng nào
card-allergies-none-more = Nếu quý vị bị dị ứng, hãy cho phòng khám biết.
card-conditions-go = Xem tất cả bệnh
card-conditions-none = Hiện không có bệnh nào
card-conditions-none-more = Những vấn đề sức khỏe mà phòng khám đã ghi sẽ hiện ở đây.
card-as-of = Dữ liệu lúc: { $time }
card-medicines = Thuốc
card-allergies = Dị ứng
card-conditions = Bệnh
