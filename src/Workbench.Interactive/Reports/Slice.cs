using static TorchSharp.torch;

namespace Workbench.Interactive.Reports;

/// <summary>Up to 16 neighbouring planes [rows, columns] of a tensor of any rank: those around the place where it is furthest from its reference.</summary>
internal sealed class Slice
{
    private const int MostPlanes = 16;

    private readonly long[] leading;
    private readonly long frame, first;

    private Slice(long[] leading, long frame, long first) => (this.leading, this.frame, this.first) = (leading, frame, first);

    /// <summary>Finds it; null for what has no planes.</summary>
    public static Slice? Worst(Tensor got, Tensor expected)
    {
        if (got.dim() < 2 || got.numel() == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var away = (got.to(ScalarType.Float32) - expected.to(ScalarType.Float32)).abs().nan_to_num(double.MaxValue, double.MaxValue, 0);
        var at = away.flatten().argmax().item<long>();
        var position = new long[got.dim()];
        for (var i = position.Length - 1; i >= 0; i--)
        {
            (at, position[i]) = (at / got.shape[i], at % got.shape[i]);
        }

        // [..., C, T, h, w] shows channels of a frame, [..., C, h, w] channels, [h, w] itself.
        var planes = position.Length >= 4 ? position.Length - 4 : position.Length - 3;
        return planes < 0 ? new([], -1, 0) : new(position[..planes], position.Length >= 4 ? position[^3] : -1, position[planes] / MostPlanes * MostPlanes);
    }

    /// <summary>Those planes of a tensor of that shape, as a chart.</summary>
    public string Chart(Tensor tensor, string title)
    {
        using var scope = NewDisposeScope();
        var x = tensor.to(ScalarType.Float32);
        foreach (var index in leading)
        {
            x = x.select(0, index);
        }

        x = frame >= 0 ? x.select(1, frame) : x.dim() == 2 ? x.unsqueeze(0) : x; // [C, h, w]
        x = x.narrow(0, first, Math.Min(MostPlanes, x.shape[0] - first));
        var place = string.Concat(frame >= 0 ? $", frame {frame}" : "", first > 0 ? $", from channel {first}" : "");
        return Charts.ChannelGrid(x, 0, title + place).Fragment();
    }
}
