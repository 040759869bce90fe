using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

public sealed class CounterHashTests
{
    [Fact]
    public void The_device_computes_the_same_words_as_the_host()
    {
        using var scope = NewDisposeScope();
        var words = CounterHash.Words(0xfeedfacecafebeef, 1000, 257, CPU).data<long>().ToArray();
        Assert.Equal(Enumerable.Range(1000, 257).Select(i => CounterHash.Word(0xfeedfacecafebeef, i)), words.Select(w => (ulong)w));
    }

    [Fact]
    public void It_is_SplitMix64()
    {
        // Reference sequence of seed 1234567 (Vigna, splitmix64.c): its state is advanced before it is mixed, hence index i + 1.
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], new[] { 1, 2, 3 }.Select(i => CounterHash.Word(1234567, i)));
    }
}
