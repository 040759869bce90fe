using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>
/// Diffusers' AutoencoderKLWan. Its encoder numbers blocks as upstream does; its decoder nests residual blocks and upsamplers in up_blocks, which
/// upstream counts through: up_blocks.B.resnets.R is upsamples.(B * (resnets + 1) + R). Source: diffusers, scripts/convert_wan_to_diffusers.py.
/// </summary>
internal sealed partial class DiffusersVaeMap : IKeyMap
{
    private static readonly KeyRewrite Outer = new(
        (@"quant_conv\.", "conv1."),
        (@"post_quant_conv\.", "conv2."),
        (@"(encoder|decoder)\.conv_in\.", "$1.conv1."),
        (@"(encoder|decoder)\.norm_out\.", "$1.head.0."),
        (@"(encoder|decoder)\.conv_out\.", "$1.head.2."),
        (@"(encoder|decoder)\.mid_block\.resnets\.0\.", "$1.middle.0."),
        (@"(encoder|decoder)\.mid_block\.attentions\.0\.", "$1.middle.1."),
        (@"(encoder|decoder)\.mid_block\.resnets\.1\.", "$1.middle.2."),
        (@"encoder\.down_blocks\.", "encoder.downsamples."));

    private static readonly KeyRewrite Residual = new(
        (@"(.*)\.norm1\.gamma$", "$1.residual.0.gamma"),
        (@"(.*)\.conv1\.(weight|bias)$", "$1.residual.2.$2"),
        (@"(.*)\.norm2\.gamma$", "$1.residual.3.gamma"),
        (@"(.*)\.conv2\.(weight|bias)$", "$1.residual.6.$2"),
        (@"(.*)\.conv_shortcut\.", "$1.shortcut."));

    public KeyLayout Layout => KeyLayout.DiffusersVae;

    public bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors) => tensors.ContainsKey("decoder.conv_in.weight") || tensors.ContainsKey("post_quant_conv.weight");

    public Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var stride = 1 + tensors.Keys.Select(key => UpBlock().Match(key)).Where(m => m.Success).Select(m => Number(m.Groups[2]) + 1).DefaultIfEmpty(0).Max();
        return key => Rename(key, stride);
    }

    private static string Rename(string key, int stride)
    {
        if (UpBlock().Match(key) is { Success: true } resnet)
        {
            return Residual.Apply(Flat(resnet, Number(resnet.Groups[1]) * stride + Number(resnet.Groups[2])));
        }

        if (Upsampler().Match(key) is { Success: true } upsampler)
        {
            return Flat(upsampler, Number(upsampler.Groups[1]) * stride + stride - 1);
        }

        var outer = Outer.Apply(key);
        return InResidual().IsMatch(outer) ? Residual.Apply(outer) : outer;
    }

    private static string Flat(Match match, int index) => string.Create(CultureInfo.InvariantCulture, $"decoder.upsamples.{index}.{match.Groups[^1].Value}");

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^decoder\.up_blocks\.([0-9]{1,4})\.resnets\.([0-9]{1,4})\.(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex UpBlock();

    [GeneratedRegex(@"^decoder\.up_blocks\.([0-9]{1,4})\.upsamplers\.0\.(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Upsampler();

    [GeneratedRegex(@"^(encoder|decoder)\.(middle|downsamples)\.", RegexOptions.CultureInvariant)]
    private static partial Regex InResidual();
}
