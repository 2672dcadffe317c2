// Package toptest helps to test code that calls the platform, without keys and
// without a network.
package toptest
