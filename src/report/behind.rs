//! Writing a file behind the work that makes its bytes: a thread of its own hands them to the system, and
//! lets the disk begin before all are there.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

/// How many bytes are handed over at once.
const BYTES: usize = 1 << 18;

/// How many such pieces may be under way.
const PIECES: usize = 6;

/// After so many bytes the disk is told to take what there is: at the end little is left to wait for.
const BYTES_TO_SYNC: usize = 8 << 20;

/// A file that is written by a thread of its own. What goes wrong is told by the next write, or by
/// [`flush`](Write::flush), which waits for everything before it.
#[derive(Debug)]
pub(super) struct Behind {
    file: File,
    piece: Vec<u8>,
    thread: Option<Thread>,
}

/// The thread, with the way to it and the way back.
#[derive(Debug)]
struct Thread {
    to_write: Sender<Vec<u8>>,
    written: Receiver<Vec<u8>>,
    under_way: usize,
    handle: JoinHandle<io::Result<()>>,
}

impl Behind {
    /// A file to be written from where it stands.
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            piece: Vec::new(),
            thread: None,
        }
    }

    /// Hands over what there is, and takes an empty piece in its place.
    fn hand_over(&mut self) -> io::Result<()> {
        let thread = match &mut self.thread {
            Some(thread) => thread,
            none => none.insert(Thread::begin(&self.file)?),
        };
        let full = std::mem::take(&mut self.piece);
        let empty = if thread.under_way < PIECES {
            Some(Vec::with_capacity(BYTES))
        } else {
            thread.take_back()
        };
        if let (Some(empty), Ok(())) = (empty, thread.to_write.send(full)) {
            thread.under_way += 1;
            self.piece = empty;
            return Ok(());
        }
        self.end()
    }

    /// Waits for the thread to end, which tells what went wrong.
    fn end(&mut self) -> io::Result<()> {
        self.thread.take().map_or(Ok(()), Thread::end)
    }
}

impl Thread {
    fn begin(file: &File) -> io::Result<Self> {
        let mut file = file.try_clone()?;
        let (to_write, pieces) = channel::<Vec<u8>>();
        let (back, written) = channel();
        let write = move || -> io::Result<()> {
            let mut unsynced = 0;
            for mut piece in pieces {
                file.write_all(&piece)?;
                unsynced += piece.len();
                piece.clear();
                // Nobody may wait for it any more.
                drop(back.send(piece));
                if unsynced >= BYTES_TO_SYNC {
                    file.sync_data()?;
                    unsynced = 0;
                }
            }
            Ok(())
        };
        Ok(Self {
            to_write,
            written,
            under_way: 0,
            handle: Builder::new().name("write".to_owned()).spawn(write)?,
        })
    }

    /// A piece that was written, to be filled again; nothing where the thread has ended.
    fn take_back(&mut self) -> Option<Vec<u8>> {
        let piece = self.written.recv().ok()?;
        self.under_way -= 1;
        Some(piece)
    }

    fn end(self) -> io::Result<()> {
        drop(self.to_write);
        let ended = self.handle.join();
        ended.unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")))
    }
}

impl Write for Behind {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() >= BYTES {
            self.hand_over()?;
        }
        let room = BYTES - self.piece.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.piece.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.thread.is_none() {
            // All of it is one piece.
            self.file.write_all(&self.piece)?;
            self.piece.clear();
            return Ok(());
        }
        self.hand_over()?;
        self.end()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::{Read as _, Seek as _};

    use super::*;

    #[test]
    fn what_is_written_behind_is_all_there_in_order() {
        for size in [0, 1, BYTES, BYTES + 1, 20 * BYTES + 7] {
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            let mut file = tempfile::tempfile().unwrap();
            let mut behind = Behind::new(file.try_clone().unwrap());
            for part in bytes.chunks(100_003) {
                behind.write_all(part).unwrap();
            }
            behind.flush().unwrap();
            behind.write_all(b"more").unwrap();
            behind.flush().unwrap();
            let mut read = Vec::new();
            file.rewind().unwrap();
            file.read_to_end(&mut read).unwrap();
            assert!(read == [&bytes[..], b"more"].concat(), "{size}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_at_the_latest_by_flush() {
        for pieces in [1, 3, 50] {
            let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
            let mut behind = Behind::new(full);
            let mut written = Ok(());
            for _ in 0..pieces {
                written = written.and_then(|()| behind.write_all(&vec![b'x'; BYTES]));
            }
            let error = written.and_then(|()| behind.flush()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{pieces}");
        }
    }
}
