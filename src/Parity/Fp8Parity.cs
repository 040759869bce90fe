using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>fp8 linear layers: the number format, both weight quantisers, the activation quantisers, and the products.</summary>
public sealed class Fp8Parity : IParitySuite
{
    /// <summary>fp32 products in another order of summation than the oracle's.</summary>
    private const double Product = 1e-5;

    /// <summary>The oracle's tensor-core product was rounded to bf16 (2^-9 an element, 1.8e-3 measured over a matrix).</summary>
    private const double TensorCores = 2e-3;

    /// <summary>A quotient of fp32 numbers, which may be off by one unit in the last place.</summary>
    private const double Quotient = 1e-7;

    public string Case => "fp8";

    public int Stage => 12;

    public void Run(ParityContext context)
    {
        Format(context);
        var file = context.Oracle.File(Case + ".safetensors");
        for (var layer = 0; file.Tensors.ContainsKey($"m{layer}.w"); layer++)
        {
            using var scope = NewDisposeScope();
            Weight(context, $"m{layer}");
            Activations(context, $"m{layer}");
            Products(context, $"m{layer}");
        }

        Dit.Fp8DitParity.Run(context);
    }

    private static void Format(ParityContext context)
    {
        var bytes = arange(0, 256, 1, ScalarType.Int32).to(ScalarType.Byte).to(context.Device);
        context.Exact("e4m3.values", Aten.Call("aten::view", "dtype", bytes, Float8.E4M3FN).to(ScalarType.Float32));

        // The oracle recorded the non-saturating cast of libtorch up to 2.11: beyond 464 it gives NaN, where a later one gives 448.
        var input = context.Expected("e4m3.edge_in");
        var nan = (input.abs() > 464).logical_or(input.isnan());
        var saturated = Fp8Codes.Bits(Fp8Codes.Saturate(input, Float8.E4M3FN));
        var sign = saturated.bitwise_and(full([], 0x80, ScalarType.Byte, context.Device));
        context.Exact("e4m3.edge_bytes", where(nan, sign.bitwise_or(full([], 0x7f, ScalarType.Byte, context.Device)), saturated));
    }

    private static void Weight(ParityContext context, string layer)
    {
        var weight = context.Expected(layer + ".w");
        var (away, scale) = Fp8WeightQuantiser.Quantise(weight, Fp8Rounding.TiesAway);
        context.Exact(layer + ".w_u8", Fp8Codes.Bits(away));
        context.Exact(layer + ".w_u8_rne", Fp8Codes.Bits(Fp8WeightQuantiser.Quantise(weight).Codes));
        context.Compare(layer + ".w_scale", scale, Quotient);
    }

    private static void Activations(ParityContext context, string layer)
    {
        var x = context.Expected(layer + ".x");
        var (own, ownScale) = Fp8Activations.Quantise(x, Fp8ActivationMath.InputType);
        context.Exact(layer + ".x_u8", Fp8Codes.Bits(own));
        context.Exact(layer + ".x_scale", ownScale);
        var (single, singleScale) = Fp8Activations.Quantise(x);
        context.Exact(layer + ".x_u8_f32", Fp8Codes.Bits(single));
        context.Compare(layer + ".x_scale_f32", singleScale, Quotient);
        if (!context.Oracle.File("fp8.safetensors").Tensors.ContainsKey(layer + ".x_u8_triton"))
        {
            return;
        }

        var (triton, tritonScale) = Fp8Activations.Quantise(x, Fp8ActivationMath.Triton);
        context.Exact(layer + ".x_u8_triton", Fp8Codes.Bits(triton));
        context.Exact(layer + ".x_scale_triton", tritonScale.flatten());
    }

    private static void Products(ParityContext context, string layer)
    {
        var x = context.Expected(layer + ".x");
        var wide = x.to(ScalarType.Float32);
        var bias = context.Expected(layer + ".bias");
        using var exact = Layer(context, layer, new() { ActivationMath = Fp8ActivationMath.Float32, UseScaledMatmul = false });
        context.Compare(layer + ".y_f32_fromf32", exact.Multiply(wide, bias.to(ScalarType.Float32)), Product);

        // y_f32 is the product of the codes that the bf16 quantiser gave.
        using var own = Layer(context, layer, new() { ActivationMath = Fp8ActivationMath.InputType, UseScaledMatmul = false });
        var (codes, scale) = Fp8Activations.Quantise(x, Fp8ActivationMath.InputType);
        var product = codes.to(ScalarType.Float32).mm(own.Codes.to(ScalarType.Float32).t()) * scale * own.Scale.t() + bias.to(ScalarType.Float32);
        context.Compare(layer + ".y_f32", product, Product);

        using var dense = new DenseWeight(context.Expected(layer + ".w").to(ScalarType.Float32));
        context.Compare(layer + ".y_dense", dense.Multiply(wide, bias.to(ScalarType.Float32)), Product);

        using var cores = Layer(context, layer, new() { ActivationMath = Fp8ActivationMath.InputType });
        context.Compare(layer + ".y_scaled_mm", cores.Multiply(x, bias), TensorCores);
    }

    /// <summary>The layer as its file stores it, in LightX2V's layout.</summary>
    private static Fp8Weight Layer(ParityContext context, string layer, Fp8Options options)
    {
        const string File = "weights/fp8_layers.safetensors";
        var name = "layer" + layer[1..];
        var codes = context.Expected(File, name + ".weight").DetachFromDisposeScope();
        var scale = context.Expected(File, name + ".weight_scale").DetachFromDisposeScope();
        return new(codes, scale, options);
    }
}
