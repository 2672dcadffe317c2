package top

import "sync"

// memo remembers what has been worked out for a key. A sync.Map would do, but it is generic
// within: all of its code would be compiled once more with this package.
type memo struct {
	mutex sync.RWMutex
	known map[any]any
}

// load returns what is known for a key, or nil.
func (m *memo) load(key any) any {
	m.mutex.RLock()
	known := m.known[key]
	m.mutex.RUnlock()
	return known
}

// loadOrStore returns what is known for a key: value from now on, if there was nothing.
func (m *memo) loadOrStore(key, value any) any {
	m.mutex.Lock()
	known, ok := m.known[key]
	if !ok {
		if m.known == nil {
			m.known = map[any]any{}
		}
		m.known[key], known = value, value
	}
	m.mutex.Unlock()
	return known
}
