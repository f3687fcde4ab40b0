//! The system's package manager, where it may be used without asking anybody.

use std::process::Command;

use crate::run::{output, which};

/// A program that needs the rights of an administrator; `None` if a password would have to be typed for it.
pub(crate) fn privileged(program: &str) -> Option<Command> {
    which(program)?;
    let mut command = if output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        Command::new(program)
    } else {
        // Fails at once if a password would be needed.
        output(Command::new("sudo").args(["-n", "true"]))?;
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", program]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}

/// `apt-get install`; `None` where that cannot be done.
pub(crate) fn apt_install(packages: &[&str]) -> Option<Command> {
    let mut command = privileged("apt-get")?;
    command
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages);
    Some(command)
}
