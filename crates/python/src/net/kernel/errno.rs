//! Error numbers, Linux's, with the texts of its C library.

/// Why a call failed. `Again` and `InProgress` say that it would have to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Errno {
    BadFileDescriptor = 9,
    Again = 11,
    Access = 13,
    Exists = 17,
    Invalid = 22,
    NoEntry = 2,
    NotPermitted = 1,
    TooManyFiles = 24,
    BrokenPipe = 32,
    NotSocket = 88,
    DestinationRequired = 89,
    MessageTooLong = 90,
    WrongType = 91,
    NoSuchOption = 92,
    ProtocolNotSupported = 93,
    TypeNotSupported = 94,
    NotSupported = 95,
    FamilyNotSupported = 97,
    AddressInUse = 98,
    AddressNotAvailable = 99,
    NetworkUnreachable = 101,
    ConnectionReset = 104,
    IsConnected = 106,
    NotConnected = 107,
    ConnectionRefused = 111,
    Already = 114,
    InProgress = 115,
}

impl Errno {
    /// The number that `OSError.errno` shows.
    pub(crate) const fn number(self) -> i32 {
        self as i32
    }

    /// What `strerror` says. For an address outside, it adds that there is no outside.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::BadFileDescriptor => "Bad file descriptor",
            Self::Again => "Resource temporarily unavailable",
            Self::Access => "Permission denied",
            Self::Exists => "File exists",
            Self::Invalid => "Invalid argument",
            Self::NoEntry => "No such file or directory",
            Self::NotPermitted => "Operation not permitted",
            Self::TooManyFiles => "Too many open files",
            Self::BrokenPipe => "Broken pipe",
            Self::NotSocket => "Socket operation on non-socket",
            Self::DestinationRequired => "Destination address required",
            Self::MessageTooLong => "Message too long",
            Self::WrongType => "Protocol wrong type for socket",
            Self::NoSuchOption => "Protocol not available",
            Self::ProtocolNotSupported => "Protocol not supported",
            Self::TypeNotSupported => "Socket type not supported",
            Self::NotSupported => "Operation not supported",
            Self::FamilyNotSupported => "Address family not supported by protocol",
            Self::AddressInUse => "Address already in use",
            Self::AddressNotAvailable => "Cannot assign requested address",
            Self::NetworkUnreachable => {
                "Network is unreachable (a page has only its own network: 127.0.0.1, ::1, localhost)"
            }
            Self::ConnectionReset => "Connection reset by peer",
            Self::IsConnected => "Transport endpoint is already connected",
            Self::NotConnected => "Transport endpoint is not connected",
            Self::ConnectionRefused => "Connection refused",
            Self::Already => "Operation already in progress",
            Self::InProgress => "Operation now in progress",
        }
    }
}
