//! Numbers as the page writes them: for readers, not for programs.

/// A duration given in milliseconds: `0.4 ms`, `38 ms`, `1.97 s`, `2 min 5 s`.
pub fn duration(ms: f64) -> String {
    if !ms.is_finite() || ms < 0.0 {
        return "0 ms".into();
    }
    if ms < 9.95 {
        format!("{ms:.1} ms")
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 99_950.0 {
        format!("{:.2} s", ms / 1000.0)
    } else if ms < 86_400_000.0 {
        let seconds = (ms / 1000.0).round();
        format!(
            "{:.0} min {:.0} s",
            (seconds / 60.0).floor(),
            seconds % 60.0
        )
    } else {
        format!("{:.1} days", ms / 86_400_000.0)
    }
}

/// How long a run has been going on, in milliseconds; to a tenth of a second, because it is shown as it changes.
pub fn elapsed(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 100.0).floor() / 10.0;
    if seconds < 100.0 {
        format!("{seconds:.1} s")
    } else {
        duration(seconds.floor() * 1000.0)
    }
}

/// A number of bytes: `512 bytes`, `48 KB`, `4.8 MB`, with 1 KB = 1000 bytes as browsers show downloads.
#[expect(clippy::cast_precision_loss, reason = "shown to two digits")]
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..999_500 => format!("{:.0} KB", count as f64 / 1e3),
        _ => format!("{:.1} MB", count as f64 / 1e6),
    }
}

/// `1.2 of 4.8 MB`: how much of a download has come. Without a total, only what has come.
#[expect(clippy::cast_precision_loss, reason = "shown to two digits")]
pub fn progress(received: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format!(
            "{:.1} of {:.1} MB",
            received.min(total) as f64 / 1e6,
            total as f64 / 1e6
        ),
        None => format!("{:.1} MB", received as f64 / 1e6),
    }
}

/// A whole number with its thousands parted: `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// A number and what it counts: `1 task`, `12 tasks`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// How long ago something was, in milliseconds: `just now`, `12 min ago`, `3 days ago`.
pub fn ago(ms: f64) -> String {
    let minutes = (ms / 60_000.0).floor();
    if minutes < 1.0 {
        "just now".into()
    } else if minutes < 60.0 {
        format!("{minutes:.0} min ago")
    } else if minutes < 48.0 * 60.0 {
        format!("{:.0} h ago", (minutes / 60.0).floor())
    } else {
        format!("{:.0} days ago", (minutes / 1440.0).floor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_about_three_digits() {
        let shown: Vec<_> = [
            0.0,
            0.44,
            9.94,
            9.96,
            37.8,
            999.4,
            999.6,
            1968.1,
            99_949.0,
            125_000.0,
            3.6e8,
            f64::NAN,
        ]
        .into_iter()
        .map(duration)
        .collect();
        assert_eq!(
            shown,
            [
                "0.0 ms",
                "0.4 ms",
                "9.9 ms",
                "10 ms",
                "38 ms",
                "999 ms",
                "1.00 s",
                "1.97 s",
                "99.95 s",
                "2 min 5 s",
                "4.2 days",
                "0 ms"
            ]
        );
    }

    #[test]
    fn elapsed_time_never_runs_ahead() {
        assert_eq!(elapsed(0.0), "0.0 s");
        assert_eq!(elapsed(1_290.0), "1.2 s");
        assert_eq!(elapsed(125_400.0), "2 min 5 s");
    }

    #[test]
    fn sizes_and_progress() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(48_200), "48 KB");
        assert_eq!(bytes(4_800_000), "4.8 MB");
        assert_eq!(progress(1_234_567, Some(4_800_000)), "1.2 of 4.8 MB");
        assert_eq!(progress(9_000_000, Some(4_800_000)), "4.8 of 4.8 MB");
        assert_eq!(progress(1_234_567, None), "1.2 MB");
    }

    #[test]
    fn counts() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(counted(1, "task", "tasks"), "1 task");
        assert_eq!(counted(0, "task", "tasks"), "0 tasks");
    }

    #[test]
    fn ages() {
        assert_eq!(ago(30_000.0), "just now");
        assert_eq!(ago(12.5 * 60_000.0), "12 min ago");
        assert_eq!(ago(5.0 * 3_600_000.0), "5 h ago");
        assert_eq!(ago(3.2 * 86_400_000.0), "3 days ago");
    }
}
