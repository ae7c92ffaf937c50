package influx

import (
	"context"
	"net"
)

type dialing = func(ctx context.Context, network, address string) (net.Conn, error)

// dial notes whether the server is near: its answers then come as they are. To compress many days is half as much work
// for the server as to sum them, and is worth it on a thin line alone.
func (s *Store) dial(next dialing) dialing {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := next(ctx, network, address)
		if err == nil {
			at, ok := connection.RemoteAddr().(*net.TCPAddr)
			s.near.Store(ok && (at.IP.IsLoopback() || at.IP.IsPrivate()))
		}
		return connection, err
	}
}
