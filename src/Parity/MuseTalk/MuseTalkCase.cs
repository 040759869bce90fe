using System.Text.Json.Nodes;
using Workbench.Harness.Comparison;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>One file of the folder: its inputs, what was compared, and the rows.</summary>
internal sealed class MuseTalkCase(OracleFolder oracle, string name, Device device, ScalarType dtype, Action<ParityRow> report, CancellationToken cancellation)
{
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);

    public OracleFolder Oracle => oracle;

    public Device Device => device;

    public ScalarType Dtype => dtype;

    /// <summary>
    /// Networks in fp32: 1e-5 relative, ten times the largest difference between two correct fp32 orders of summation seen here.
    /// In 16 bits: the machine epsilon times the some dozens of roundings on the way (fp16 2^-11, bf16 2^-8).
    /// </summary>
    public double Limit => dtype switch { ScalarType.Float32 or ScalarType.Float64 => 1e-5, ScalarType.Float16 => 2e-2, _ => 1e-1 };

    private bool Strict => dtype is ScalarType.Float32 or ScalarType.Float64;

    private string File => name + ".safetensors";

    /// <summary>What the manifest lists of the file; nothing for cases that are no tensor file.</summary>
    private JsonObject Listed => oracle.Manifest["files"]![File]?.AsObject() ?? [];

    /// <summary>Hyper-parameters of this case.</summary>
    public JsonObject Hyper => oracle.Manifest["hyper"]![name]!.AsObject();

    /// <summary>Hyper-parameters of any case, as a model configuration.</summary>
    public JsonConfig Config(string of) => new($"{oracle.Path}/manifest.json: hyper.{of}", oracle.Manifest["hyper"]![of]!.AsObject());

    /// <summary>Whether the manifest lists the tensor.</summary>
    public bool Lists(string tensor) => Listed.ContainsKey(tensor);

    /// <summary>Names the manifest lists, by prefix and suffix, with both cut off.</summary>
    public IReadOnlyList<string> Names(string prefix, string suffix) =>
        [.. Listed.Select(t => t.Key).Where(t => t.StartsWith(prefix, StringComparison.Ordinal) && t.EndsWith(suffix, StringComparison.Ordinal) && t.Length > prefix.Length + suffix.Length)
            .Select(t => t[prefix.Length..^suffix.Length])];

    /// <summary>The manifest's words about a tensor.</summary>
    public string Meaning(string tensor) => Listed[tensor]!["meaning"]!.GetValue<string>();

    /// <summary>An input of this file, on the CPU.</summary>
    public Tensor Input(string tensor)
    {
        touched.Add(tensor);
        return Input(File, tensor);
    }

    /// <summary>A tensor of another file.</summary>
    public Tensor Input(string file, string tensor)
    {
        using var view = oracle.File(file).View(tensor);
        return view.clone();
    }

    /// <summary>An input image.</summary>
    public ByteImage Image(string tensor)
    {
        using var scope = NewDisposeScope();
        return ByteImage.FromTensor(Input(tensor));
    }

    /// <summary>An integer input.</summary>
    public int[] Integers(string tensor)
    {
        using var scope = NewDisposeScope();
        return Input(tensor).to(ScalarType.Int32).data<int>().ToArray();
    }

    /// <summary>A network from the folder's weights; in the run's dtype unless it always computes in another.</summary>
    public T Network<T>(string weights, Func<ParameterScope, T> build, ScalarType? always = null)
        where T : IDisposable => NetworkLoader.Load(Weights(weights), build, always ?? dtype, device);

    /// <summary>A weight file.</summary>
    public ICheckpoint Weights(string weights) => oracle.File(weights + "_weights.safetensors");

    /// <summary>A floating result, thinned as the oracle's tensor is.</summary>
    public void Compare(string tensor, Tensor got, double? limit = null) => Row(tensor, got, limit ?? Limit, (_, _) => null);

    /// <summary>A result that may be ill-conditioned; the wider limit is asked for only beyond the usual one.</summary>
    public void Compare(string tensor, Tensor got, Func<double> widened) => Row(tensor, got, Limit, (_, _) => null, widened);

    /// <summary>A tapped result; a tap that never passed is a failing row.</summary>
    /// <param name="tensor">Name in the oracle.</param>
    /// <param name="taps">Recorded taps.</param>
    /// <param name="tap">Upstream's name of the tap.</param>
    /// <param name="widened">Limit where the tensor is ill-conditioned; asked for only beyond the usual limit.</param>
    public void Compare(string tensor, RecordedTaps taps, string tap, Func<double>? widened = null)
    {
        if (!taps.Tensors.TryGetValue(tap, out var got))
        {
            Report(tensor, false, "no tap of this name was passed");
            return;
        }

        Row(tensor, got, Limit, (_, _) => null, widened);
    }

    /// <summary>Equal values.</summary>
    public void Exact(string tensor, Tensor got) => Row(tensor, got, 0, (_, _) => null);

    /// <summary>Equal bytes.</summary>
    public void Exact(string tensor, ByteImage got) => Exact(tensor, got.ToTensor());

    /// <summary>An 8-bit image that a network made: within one level, and 99.9 % of the values equal. In 16 bits: one level on average.</summary>
    public void Levels(string tensor, Tensor got) => Row(tensor, got, 1, (a, b) =>
    {
        var difference = (a.to(ScalarType.Int32) - b.to(ScalarType.Int32)).abs();
        var (largest, unequal) = (difference.max().item<int>(), 1 - difference.eq(0).to(ScalarType.Float64).mean().item<double>());
        var average = difference.to(ScalarType.Float64).mean().item<double>();
        return Strict ? largest > 1 || unequal > 1e-3 ? $"largest difference {largest} levels, {unequal:P3} of the values differ" : null
            : average > 1 ? $"mean difference {average:0.###} levels" : null;
    });

    /// <summary>Class numbers: 99.9 % equal (95 % in 16 bits); a class may change where two logits are equal within rounding.</summary>
    public void Labels(string tensor, Tensor got) => Row(tensor, got, 1, (a, b) =>
    {
        var unequal = 1 - a.eq(b).to(ScalarType.Float64).mean().item<double>();
        return unequal > (Strict ? 1e-3 : 5e-2) ? $"{unequal:P3} of the classes differ" : null;
    });

    /// <summary>Something compared by other means.</summary>
    public void Report(string what, bool passed, string problem) =>
        report(new(name, MuseTalkRun.Stage, what, passed ? new(0, 0, [], 1, 0) : null, 0, passed ? null : problem));

    /// <summary>A failing row for each listed tensor that nobody looked at.</summary>
    public void ReportUntouched()
    {
        foreach (var (tensor, _) in Listed.Where(t => !touched.Contains(t.Key)))
        {
            Report(tensor, false, "listed in the manifest, compared by no suite");
        }
    }

    /// <summary>Adds a row, unless a reduced manifest does not list the tensor.</summary>
    private void Row(string tensor, Tensor got, double limit, Func<Tensor, Tensor, string?> problem, Func<double>? widened = null)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Lists(tensor))
        {
            return;
        }

        using var scope = NewDisposeScope();
        var expected = Input(tensor);
        got = Thinning.Apply(got.detach().cpu(), expected, Meaning(tensor));
        var difference = TensorDifference.Between(got, expected);
        limit = widened is not null && Strict && difference.RelativeError > limit ? widened() : limit;
        report(new(name, MuseTalkRun.Stage, tensor, difference, limit, difference.Mismatch is null ? problem(got, expected) : null));
    }
}
