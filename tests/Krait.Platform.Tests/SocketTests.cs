namespace Krait.Platform.Tests;

public unsafe class SocketTests
{
    private const int Stream = 1 | 0x80000, Datagram = 2 | 0x80000;

    [Fact]
    public void TcpOverLoopback()
    {
        Span<byte> address = stackalloc byte[SocketCalls.AddressSize];
        int server = SocketCalls.Create(SocketAddress.Inet, Stream, 0, out _);
        Assert.False(SocketCalls.SetOption(server, 1, 2, 1).Failed);
        int length = SocketAddress.WriteInet(address, [127, 0, 0, 1], 0);
        Assert.False(SocketCalls.Bind(server, address[..length]).Failed);
        Assert.False(SocketCalls.Listen(server, 5).Failed);
        length = SocketCalls.GetName(server, address, out _);
        (byte[] host, int port) = SocketAddress.ReadInet(address[..length]);
        Assert.Equal([127, 0, 0, 1], host);
        Assert.NotEqual(0, port);

        int client = SocketCalls.Create(SocketAddress.Inet, Stream, 0, out _);
        Assert.False(SocketCalls.Connect(client, address[..length]).Failed);
        int peer = SocketCalls.Accept(server, address, out length, 0x80000, out _);
        Assert.Equal(16, length);
        Assert.Equal(4, SocketCalls.Send(client, "ping"u8, 0, out _));
        Span<byte> buffer = stackalloc byte[16];
        Assert.Equal(4, SocketCalls.Receive(peer, buffer, 0, out _));
        Assert.False(SocketCalls.Shutdown(client, 1).Failed);
        Assert.Equal(0, SocketCalls.Receive(peer, buffer, 0, out _));
        foreach (int fd in (ReadOnlySpan<int>)[server, client, peer])
        {
            Descriptors.Close(fd);
        }
    }

    [Fact]
    public void DescriptorsTravelAsAncillaryData()
    {
        Assert.False(SocketCalls.CreatePair(SocketAddress.Unix, Datagram, 0, out int a, out int b).Failed);
        Descriptors.Pipe(0x80000, out int read, out int write);
        Span<byte> control = stackalloc byte[64];
        control.Clear();
        int used = ControlMessages.Write(control, 1, 1, BitConverter.GetBytes(write));
        byte* payload = stackalloc byte[4] { 1, 2, 3, 4 };
        IoVector[] vectors = [new() { Base = payload, Length = 4 }];
        Assert.Equal(4, SocketCalls.SendMessage(a, vectors, control[..used], default, 0, out _));
        control.Clear();
        Assert.Equal(4, SocketCalls.ReceiveMessage(b, vectors, control, default, 0x40000000, out MessageResult result, out _));
        ReadOnlySpan<byte> received = control[..result.ControlLength];
        Assert.True(ControlMessages.TryRead(ref received, out int level, out int type, out ReadOnlySpan<byte> data, out bool truncated));
        Assert.Equal((1, 1, 4, false), (level, type, data.Length, truncated));
        int copy = BitConverter.ToInt32(data);
        Assert.Equal(1, Descriptors.Write(copy, "x"u8, out _));
        Span<byte> one = stackalloc byte[1];
        Assert.Equal(1, Descriptors.Read(read, one, out _));
        Assert.False(ControlMessages.TryRead(ref received, out _, out _, out _, out _));
        foreach (int fd in (ReadOnlySpan<int>)[a, b, read, write, copy])
        {
            Descriptors.Close(fd);
        }
    }

    [Fact]
    public void UnixAddressesKeepTheirKinds()
    {
        Span<byte> buffer = stackalloc byte[SocketCalls.AddressSize];
        int length = SocketAddress.WriteUnix(buffer, "/tmp/s"u8);
        Assert.Equal("/tmp/s"u8.ToArray(), SocketAddress.ReadUnix(buffer[..length]));
        length = SocketAddress.WriteUnix(buffer, "\0name\0"u8);
        Assert.Equal("\0name\0"u8.ToArray(), SocketAddress.ReadUnix(buffer[..length]));
        Assert.Equal(-1, SocketAddress.WriteUnix(buffer, new byte[109]));
        Assert.Empty(SocketAddress.ReadUnix(buffer[..2]));
    }

    [Fact]
    public void NamesResolve()
    {
        List<AddressInformation> answers = NameResolution.GetAddresses("127.0.0.1"u8.ToArray(), "80"u8.ToArray(), 0, 1, 0, 0, out ResolverError error);
        Assert.False(error.Failed);
        Assert.Equal(80, SocketAddress.ReadInet(Assert.Single(answers).Address).Port);
        Assert.Empty(NameResolution.GetAddresses("x y"u8.ToArray(), null, 0, 1, 0, 4, out error));
        Assert.Equal(-2, error.Code);
        Assert.Equal("Name or service not known", error.Message);
        (byte[] host, byte[] service) = NameResolution.GetName(answers[0].Address, 3, out _);
        Assert.Equal("127.0.0.1:80", $"{Encoding.UTF8.GetString(host)}:{Encoding.UTF8.GetString(service)}");
        byte[] address = new byte[16];
        Assert.Equal(1, NameResolution.ParseAddress(SocketAddress.Inet6, "::1"u8, address, out _));
        Assert.Equal("::1"u8.ToArray(), NameResolution.FormatAddress(SocketAddress.Inet6, address, out _));
        Assert.Equal(0, NameResolution.ParseAddress(SocketAddress.Inet, "1.2.3"u8, address, out _));
        Assert.True(NameResolution.ParseInet("127.1"u8, address));
        Assert.Contains(NameResolution.GetInterfaces(out _), entry => entry.Name.AsSpan().SequenceEqual("lo"u8));
    }

    [Fact]
    public void PollSelectAndEpollAgree()
    {
        Descriptors.Pipe(0x80000, out int read, out int write);
        PollEntry[] entries = [new() { Descriptor = read, Events = 1 }];
        ulong[] set = new ulong[16];
        set[read / 64] |= 1UL << (read % 64);
        int epoll = Polling.CreateEpoll(0x80000, out _);
        Assert.False(Polling.ControlEpoll(epoll, 1, read, 1).Failed);
        var events = new EpollEvent[4];
        Assert.Equal(0, Polling.Poll(entries, 0, out _));
        Assert.Equal(0, Polling.WaitEpoll(epoll, events, 0, out _));
        Descriptors.Write(write, "x"u8, out _);
        Assert.Equal(1, Polling.Poll(entries, new TimeSpec(1, 0), out _));
        Assert.Equal(1, Polling.Select(read + 1, set, default, default, new TimeValue(1, 0), out _));
        Assert.Equal(1, Polling.WaitEpoll(epoll, events, 60_000, out _));
        Assert.Equal(new EpollEvent(read, 1), events[0]);
        Descriptors.Close(epoll);
        Descriptors.Close(read);
        Descriptors.Close(write);
    }
}
