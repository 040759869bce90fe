using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>Numbers that describe a tensor. All but <paramref name="NonFinite"/> are of its finite elements.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Std">Standard deviation, divided by n.</param>
/// <param name="Min">Smallest; +infinity when no element is finite.</param>
/// <param name="Max">Largest; -infinity when no element is finite.</param>
/// <param name="Norm">Euclidean norm.</param>
/// <param name="NonFinite">How many elements are NaN or infinite.</param>
/// <param name="Quantiles">At <see cref="Levels"/>: of a sample of 65,536 elements or somewhat more, evenly spaced, so exact for small tensors and off by at most
/// 0.4 % of rank (two standard errors at the median) for large ones. Non-finite elements count as 0 here.</param>
public sealed record TensorStatistics(double Mean, double Std, double Min, double Max, double Norm, long NonFinite, double[] Quantiles)
{
    /// <summary>Levels of <see cref="Quantiles"/>.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// <summary>Measures a tensor; waits for the device.</summary>
    public static TensorStatistics Of(Tensor tensor)
    {
        using var numbers = StatisticsOnDevice.Of(tensor);
        using var host = numbers.cpu();
        return From(host.data<double>().ToArray(), tensor.numel());
    }

    /// <summary>Reads what <see cref="StatisticsOnDevice"/> left on the device.</summary>
    internal static TensorStatistics From(double[] numbers, long count)
    {
        var finite = count - (long)numbers[0];
        var mean = finite == 0 ? 0 : numbers[3] / finite;
        var variance = finite == 0 ? 0 : Math.Max(0, (numbers[4] / finite) - (mean * mean));
        return new(mean, Math.Sqrt(variance), numbers[1], numbers[2], Math.Sqrt(numbers[4]), (long)numbers[0], numbers[5..]);
    }
}
