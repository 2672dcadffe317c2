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
	defer m.mutex.Unlock()
	if known, ok := m.known[key]; ok {
		return known
	}
	if m.known == nil {
		m.known = map[any]any{}
	}
	m.known[key] = value
	return value
}
