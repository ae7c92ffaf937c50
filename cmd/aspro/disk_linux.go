package main

import (
	"io/fs"
	"syscall"
)

// remote are the file systems over a network, by the magic numbers of linux/magic.h and statfs(2).
func remote(magic uint32) string {
	switch magic {
	case 0x6969:
		return "NFS"
	case 0x517B, 0xFF534D42, 0xFE534D42:
		return "a Windows share"
	case 0x01021997:
		return "9p"
	case 0x5346414F, 0x6B414653:
		return "AFS"
	case 0x00C36400:
		return "Ceph"
	case 0x7461636F:
		return "OCFS2"
	case 0x0BD00BD0:
		return "Lustre"
	}
	return ""
}

// diskOf tells the name of a file system that is not local, "" for others, and the bytes that this user may still
// write. A file system of FUSE counts as local: it may be either.
func diskOf(dir string) (kind string, free uint64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return "", 0, false
	}
	return remote(uint32(s.Type)), s.Bavail * uint64(s.Bsize), true
}

// ownerOf is the user that a file belongs to.
func ownerOf(info fs.FileInfo) (uid int, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(s.Uid), true
}
