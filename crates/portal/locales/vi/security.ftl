# Sign-in and security: where a person is signed in, and the mail that tells of something unusual.

menu-security = Đăng nhập và bảo mật
security-title = Đăng nhập và bảo mật
security-lead = Xem quý vị đang đăng nhập ở đâu, và đăng xuất khỏi nơi không dùng nữa.
places-title = Nơi quý vị đang đăng nhập
places-count = { $count } nơi
places-lead = Phiên đăng nhập tự kết thúc khi không ai dùng trong một lúc.
places-this = Thiết bị này
places-began = Đăng nhập lúc { $at }, bằng { $how }
places-used = Dùng lần cuối lúc { $at }
places-used-now = Đang dùng
places-end = Đăng xuất
places-others = Đăng xuất khỏi mọi nơi khác
places-others-more = Quý vị vẫn đăng nhập ở đây. Mọi nơi khác phải đăng nhập lại.
places-ended = Nơi đó đã đăng xuất.
places-others-ended = Quý vị đã đăng xuất khỏi mọi nơi khác.
places-mail = Chúng tôi báo cho quý vị khi có thiết bị mới.
places-mail-more = Khi có người đăng nhập bằng tài khoản của quý vị trên thiết bị mới, quý vị sẽ nhận được email. Nếu đó không phải là quý vị, hãy đăng xuất khỏi mọi nơi khác tại đây và gọi phòng khám theo số { $phone }.
method-email = mã gửi qua email
device-both = { $browser } trên { $system }
device-unknown = Một thiết bị chúng tôi không nhận ra
did-session-ended = đã đăng xuất một thiết bị của quý vị
did-others-ended = đã đăng xuất khỏi mọi nơi khác

step-up-title = Có đúng là quý vị không?
step-up-lead = Trước khi thay đổi, xin cho biết đó vẫn là quý vị. Việc này giữ an toàn cho tài khoản nếu màn hình bị để mở.
step-up-email = Chúng tôi gửi mã đến địa chỉ email mà quý vị dùng để đăng nhập.
step-up-go = Tiếp tục
step-up-done = Cảm ơn. Bây giờ quý vị có thể tiếp tục.
error-prove-first = Trước hết hãy xác nhận đó là quý vị, rồi thử lại.
did-prove = đã xác nhận lại danh tính
did-prove-failed = đã thử xác nhận danh tính bằng mã sai
step-up-not-now = Không làm bây giờ
step-up-sent = Chúng tôi đã gửi mã mới đến địa chỉ email mà quý vị dùng để đăng nhập.

mail-device-subject = Đăng nhập mới tại { $clinic }
mail-device-what = Có người đã đăng nhập vào tài khoản của quý vị tại { $clinic } trên một thiết bị mới: { $device }, { $at }.
mail-device-you = Đó là quý vị? Vậy không cần làm gì.
mail-device-not-you = Không phải quý vị? Hãy mở cổng thông tin như mọi khi, vào “Đăng nhập và bảo mật” và chọn “Đăng xuất khỏi mọi nơi khác”. Sau đó gọi { $clinic } theo số { $phone }.
mail-tries-subject = Mã đăng nhập sai tại { $clinic }
mail-tries-what = Có người đã nhập sai mã nhiều lần cho tài khoản của quý vị tại { $clinic }, { $at }.
mail-tries-safe = Không ai vào được bằng cách đó. Mã đó không còn dùng được. Quý vị có thể xin mã mới.
mail-tries-do = Không phải quý vị? Đừng bao giờ cho ai biết mã. Nếu quý vị lo lắng, hãy gọi { $clinic } theo số { $phone }.
