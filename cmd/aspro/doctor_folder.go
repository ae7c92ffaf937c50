package main

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// largestUpload is what one upload may hold. It lies in the spool while it is checked and then in the ledger, and its
// observations in the log before they are in the file.
const largestUpload = 256 << 20

// folder examines the data folder itself; false when nothing can lie in it.
func (c *checkup) folder() bool {
	dir := c.given.word("data")
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.fail("Name it with --data; `aspro serve` makes one that is not there.", "there is no data folder %s", dir)
		return false
	case err != nil:
		c.fail("Run as the user of the server, who must own it.", "the data folder %s cannot be looked at", dir)
		return false
	case !info.IsDir():
		c.fail("Name a folder with --data.", "%s is not a folder", dir)
		return false
	}
	c.owner(dir, info)
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		c.warn("chmod 700 "+dir, "others on this machine may enter the data folder %s (mode %04o)", dir, mode)
	}
	if !c.writable(dir) {
		return false
	}
	c.disk(dir)
	return true
}

// owner compares the folder's user with the one that asks: files of another user stop the server.
func (c *checkup) owner(dir string, info fs.FileInfo) {
	uid, ok := ownerOf(info)
	if own := os.Geteuid(); ok && uid != own {
		name := strconv.Itoa(uid)
		if found, err := user.LookupId(name); err == nil {
			name = found.Username
		}
		c.warn("Run aspro as the user "+name+".", "the data folder %s belongs to the user %s, not to the one who asks", dir, name)
	}
}

// writable writes a file beside the data and removes it.
func (c *checkup) writable(dir string) bool {
	file, err := os.CreateTemp(dir, "doctor-*")
	if err == nil {
		_, err = file.WriteString("aspro doctor\n")
		err = errors.Join(err, file.Sync(), file.Close(), os.Remove(file.Name()))
	}
	if err != nil {
		c.fail("Run as its owner, and see that the disk is neither full nor mounted read-only.", "the data folder %s cannot be written", dir)
		return false
	}
	c.ok("the data folder %s can be written", dir)
	return true
}

// disk tells a file system that is not local and how much is free.
func (c *checkup) disk(dir string) {
	kind, free, ok := diskOf(dir)
	if !ok {
		return
	}
	if kind != "" {
		c.fail("Move it to a local disk: the log needs shared memory, which such a file system does not give.", "the data folder %s lies on %s", dir, kind)
	}
	mib := free >> 20
	switch {
	case free < 3*largestUpload:
		c.fail("Make room: one upload of 256 MiB takes thrice as much while it is taken.", "%d MiB are free on the disk of %s", mib, dir)
	case free < 12*largestUpload:
		c.warn("Make room soon: an upload of 256 MiB takes thrice as much while it is taken.", "%d MiB are free on the disk of %s", mib, dir)
	default:
		c.ok("%d MiB are free on its disk", mib)
	}
}

// secret examines the file under which keys are kept; keys is how many there are.
func (c *checkup) secret(dir string, keys int) {
	path := filepath.Join(dir, secretName)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && keys == 0:
		c.ok("no key was made yet: `aspro serve` makes the first one and the server's secret")
		return
	case errors.Is(err, fs.ErrNotExist):
		c.fail("Put it back from a copy; otherwise make new keys.", "the server's secret %s is gone: none of %d keys is known any more", path, keys)
		return
	case err != nil:
		c.fail("Run as the user of the server, who must own it.", "the server's secret %s cannot be looked at", path)
		return
	}
	if _, err := serverSecret(dir); err != nil {
		c.refused(err)
		return
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		c.warn("chmod 600 "+path, "a group can read the server's secret %s (mode %04o)", path, mode)
		return
	}
	c.ok("the server's secret is for its owner alone; %d keys", keys)
}
