using Workbench.Pipeline.Runtime;

namespace Workbench.UnitTests.Runtime;

public sealed class CudnnBenchmarkTests
{
    [Fact]
    public void What_is_set_is_read_back_and_off_is_the_default()
    {
        Assert.False(CudnnBenchmark.Current);
        try
        {
            Assert.True(CudnnBenchmark.TrySet(true));
            Assert.True(CudnnBenchmark.Current);
        }
        finally
        {
            CudnnBenchmark.TrySet(false);
        }

        Assert.False(CudnnBenchmark.Current);
    }
}
