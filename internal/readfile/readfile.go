// Package readfile opens regular files for reading, and writes new ones, by as few
// system calls as can be. For each file that package os opens on a Unix it makes six more, to
// find out whether one could wait for it, and topgen reads or writes
// thousands of files in runs that do little else.
package readfile
